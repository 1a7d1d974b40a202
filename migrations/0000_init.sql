CREATE SCHEMA "identity";
--> statement-breakpoint
CREATE TABLE "ask_clocks" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"subject" uuid NOT NULL,
	"quiet_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "checkout_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"contribution_id" uuid NOT NULL,
	"state" text NOT NULL,
	"url" text,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contributions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"frequency" text NOT NULL,
	"amount" bigint NOT NULL,
	"costs" bigint NOT NULL,
	"currency" text NOT NULL,
	"campaign" text,
	"source" text,
	"request_key" "bytea",
	"request_hash" "bytea",
	"attempt" smallint NOT NULL,
	"attempted_at" timestamp with time zone NOT NULL,
	"attempt_outcome" text,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "contributions_request_key_unique" UNIQUE("request_key")
);
--> statement-breakpoint
CREATE TABLE "payment_intents" (
	"id" text PRIMARY KEY NOT NULL,
	"invoice_id" text,
	"member_id" uuid,
	"amount" bigint,
	"currency" text,
	"succeeded_at" timestamp with time zone,
	"learnt_at" timestamp with time zone NOT NULL,
	"booked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" uuid,
	"membership_id" text,
	"contribution_id" uuid,
	"frequency" text,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"paid_at" timestamp with time zone NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."contacts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"address_index" "bytea" NOT NULL,
	"index_key_id" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"wrapped_key" "bytea" NOT NULL,
	"wrapping_key_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "contacts_address_index_unique" UNIQUE("address_index")
);
--> statement-breakpoint
CREATE TABLE "identity"."customers" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"merged_into" uuid
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"contribution_id" uuid,
	"status" text NOT NULL,
	"frequency" text,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"current_period_end" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"version" text NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" varchar(255) PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "api_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "api_tokens_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"api_version" text,
	"received_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"reading" text,
	"member_id" uuid,
	"sealed_person" "bytea",
	"attempts" smallint DEFAULT 0 NOT NULL,
	"retry_at" timestamp with time zone,
	"error_code" text
);
--> statement-breakpoint
CREATE INDEX "ask_clocks_subject" ON "ask_clocks" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "checkout_sessions_contribution" ON "checkout_sessions" USING btree ("contribution_id");--> statement-breakpoint
CREATE INDEX "payment_intents_unclaimed" ON "payment_intents" USING btree ("learnt_at") WHERE "payment_intents"."invoice_id" is null and "payment_intents"."booked_at" is null;--> statement-breakpoint
CREATE INDEX "payment_intents_member" ON "payment_intents" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "payments_paid_at" ON "payments" USING btree ("paid_at");--> statement-breakpoint
CREATE INDEX "payments_member" ON "payments" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "payments_contribution" ON "payments" USING btree ("contribution_id");--> statement-breakpoint
CREATE INDEX "contacts_member" ON "identity"."contacts" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "customers_member" ON "identity"."customers" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "memberships_member" ON "memberships" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "memberships_contribution" ON "memberships" USING btree ("contribution_id");--> statement-breakpoint
CREATE INDEX "inbox_unapplied" ON "inbox" USING btree ("retry_at") WHERE "inbox"."state" in ('failed', 'set-aside');--> statement-breakpoint
CREATE INDEX "inbox_created_at" ON "inbox" USING btree ("created_at");