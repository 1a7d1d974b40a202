CREATE TABLE "balance_transactions" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"category" text NOT NULL,
	"source_id" text,
	"amount" bigint NOT NULL,
	"fee" bigint NOT NULL,
	"net" bigint NOT NULL,
	"currency" text NOT NULL,
	"exchange_rate" text,
	"available_at" timestamp with time zone NOT NULL,
	"payout_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "charges" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_intent_id" text,
	"status" text NOT NULL,
	"failure_code" text,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"balance_transaction_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"id" text PRIMARY KEY NOT NULL,
	"charge_id" text,
	"payment_intent_id" text,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"respond_by" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"version" text NOT NULL,
	"contested" boolean DEFAULT false NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fraud_warnings" (
	"id" text PRIMARY KEY NOT NULL,
	"charge_id" text,
	"payment_intent_id" text,
	"fraud_type" text NOT NULL,
	"actionable" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"version" text NOT NULL,
	"contested" boolean DEFAULT false NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" uuid,
	"membership_id" text,
	"status" text NOT NULL,
	"amount_due" bigint NOT NULL,
	"currency" text NOT NULL,
	"attempts" smallint NOT NULL,
	"next_attempt_at" timestamp with time zone,
	"needs_action" boolean NOT NULL,
	"problem" text,
	"version" text NOT NULL,
	"contested" boolean DEFAULT false NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"id" text PRIMARY KEY NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"automatic" boolean NOT NULL,
	"reconciled" boolean NOT NULL,
	"failure_code" text,
	"balance_transaction_id" text,
	"failure_balance_transaction_id" text,
	"arrives_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"version" text NOT NULL,
	"contested" boolean DEFAULT false NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL,
	"lines_read_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"charge_id" text,
	"payment_intent_id" text,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"failure_reason" text,
	"balance_transaction_id" text,
	"failure_balance_transaction_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"version" text NOT NULL,
	"contested" boolean DEFAULT false NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sweeps" (
	"name" text PRIMARY KEY NOT NULL,
	"complete_through" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."ended_customers" (
	"id" text PRIMARY KEY NOT NULL,
	"ended_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."payment_methods" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text,
	"type" text NOT NULL,
	"expires" text,
	"version" text NOT NULL,
	"contested" boolean DEFAULT false NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "payment_intents_unclaimed";--> statement-breakpoint
ALTER TABLE "payment_intents" ADD COLUMN "status" text;--> statement-breakpoint
ALTER TABLE "payment_intents" ADD COLUMN "version" text;--> statement-breakpoint
ALTER TABLE "payment_intents" ADD COLUMN "decline_code" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "outside_stripe" boolean;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "pause" text;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "paused_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "end_reason" text;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "end_feedback" text;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "contested" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "inbox" ADD COLUMN "read_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "inbox" ADD COLUMN "applied_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "inbox" ADD COLUMN "dismissal" text;--> statement-breakpoint
CREATE INDEX "balance_transactions_source" ON "balance_transactions" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "balance_transactions_payout" ON "balance_transactions" USING btree ("payout_id");--> statement-breakpoint
CREATE INDEX "balance_transactions_created_at" ON "balance_transactions" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "charges_intent" ON "charges" USING btree ("payment_intent_id");--> statement-breakpoint
CREATE INDEX "disputes_contested" ON "disputes" USING btree ("learnt_at") WHERE "disputes"."contested";--> statement-breakpoint
CREATE INDEX "disputes_charge" ON "disputes" USING btree ("charge_id");--> statement-breakpoint
CREATE INDEX "disputes_intent" ON "disputes" USING btree ("payment_intent_id");--> statement-breakpoint
CREATE INDEX "disputes_created_at" ON "disputes" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "fraud_warnings_contested" ON "fraud_warnings" USING btree ("learnt_at") WHERE "fraud_warnings"."contested";--> statement-breakpoint
CREATE INDEX "fraud_warnings_charge" ON "fraud_warnings" USING btree ("charge_id");--> statement-breakpoint
CREATE INDEX "invoices_contested" ON "invoices" USING btree ("learnt_at") WHERE "invoices"."contested";--> statement-breakpoint
CREATE INDEX "invoices_membership" ON "invoices" USING btree ("membership_id");--> statement-breakpoint
CREATE INDEX "payouts_contested" ON "payouts" USING btree ("learnt_at") WHERE "payouts"."contested";--> statement-breakpoint
CREATE INDEX "payouts_created_at" ON "payouts" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "refunds_contested" ON "refunds" USING btree ("learnt_at") WHERE "refunds"."contested";--> statement-breakpoint
CREATE INDEX "refunds_charge" ON "refunds" USING btree ("charge_id");--> statement-breakpoint
CREATE INDEX "refunds_intent" ON "refunds" USING btree ("payment_intent_id");--> statement-breakpoint
CREATE INDEX "refunds_created_at" ON "refunds" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "payment_methods_customer" ON "identity"."payment_methods" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "payment_intents_invoice" ON "payment_intents" USING btree ("invoice_id") WHERE "payment_intents"."invoice_id" is not null;--> statement-breakpoint
CREATE INDEX "payments_learnt_at" ON "payments" USING btree ("learnt_at");--> statement-breakpoint
CREATE INDEX "memberships_contested" ON "memberships" USING btree ("learnt_at") WHERE "memberships"."contested";--> statement-breakpoint
CREATE INDEX "payment_intents_unclaimed" ON "payment_intents" USING btree ("learnt_at") WHERE "payment_intents"."succeeded_at" is not null and "payment_intents"."invoice_id" is null and "payment_intents"."booked_at" is null;