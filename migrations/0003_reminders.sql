CREATE TABLE "identity"."addressees" (
	"id" uuid PRIMARY KEY NOT NULL,
	"address_index" "bytea" NOT NULL,
	"index_key_id" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"wrapped_key" "bytea" NOT NULL,
	"wrapping_key_id" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	CONSTRAINT "addressees_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "newsletter_subscriptions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"addressee_id" uuid NOT NULL,
	"state" text NOT NULL,
	"locale" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone,
	"consent_version" smallint NOT NULL,
	"consent_place" text NOT NULL,
	CONSTRAINT "newsletter_subscriptions_addressee_id_unique" UNIQUE("addressee_id")
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"claimed_until" timestamp with time zone,
	"failures" smallint DEFAULT 0 NOT NULL,
	"unheard" smallint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reminder_counts" (
	"month" text NOT NULL,
	"campaign" text NOT NULL,
	"channel" text NOT NULL,
	"delay" text NOT NULL,
	"event" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "reminder_counts_month_campaign_channel_delay_event_pk" PRIMARY KEY("month","campaign","channel","delay","event")
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"addressee_id" uuid,
	"locale" text NOT NULL,
	"delay" text NOT NULL,
	"remind_at" timestamp with time zone NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"every_months" smallint,
	"frequency" text,
	"amount" bigint,
	"currency" text,
	"campaign" text,
	"confirmed_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"request_key" "bytea",
	"request_hash" "bytea",
	"token_hash" "bytea",
	CONSTRAINT "reminders_request_key_unique" UNIQUE("request_key"),
	CONSTRAINT "reminders_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"position" bigint PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text,
	"reason" text NOT NULL,
	"previous_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "ask_clocks" ADD COLUMN "wished_until" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "addressees_address" ON "identity"."addressees" USING btree ("address_index");--> statement-breakpoint
CREATE INDEX "newsletter_unconfirmed" ON "newsletter_subscriptions" USING btree ("asked_at") WHERE "newsletter_subscriptions"."state" = 'unconfirmed';--> statement-breakpoint
CREATE INDEX "mails_due" ON "mails" USING btree ("kind","due_at");--> statement-breakpoint
CREATE INDEX "mails_subject" ON "mails" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "reminders_addressee" ON "reminders" USING btree ("addressee_id");--> statement-breakpoint
CREATE INDEX "reminders_unconfirmed" ON "reminders" USING btree ("created_at") WHERE "reminders"."state" = 'unconfirmed';--> statement-breakpoint
CREATE INDEX "reminders_ended" ON "reminders" USING btree ("ended_at") WHERE "reminders"."ended_at" is not null;--> statement-breakpoint
CREATE INDEX "ask_clocks_quiet_until" ON "ask_clocks" USING btree ("quiet_until");--> statement-breakpoint
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$ begin raise exception 'rows of % are never changed', tg_table_name; end $$;--> statement-breakpoint
CREATE TRIGGER "audit_stays" BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();--> statement-breakpoint
CREATE TRIGGER "audit_is_not_emptied" BEFORE TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();--> statement-breakpoint
ALTER TABLE "mails" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
