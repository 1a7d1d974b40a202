CREATE TABLE "doubles" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"earlier_id" text NOT NULL,
	"later_id" text NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"answer" text,
	"settled_at" timestamp with time zone,
	CONSTRAINT "doubles_once" UNIQUE("earlier_id","later_id")
);
--> statement-breakpoint
CREATE TABLE "identity"."erasures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"customers" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"retry_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "membership_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"membership_id" text NOT NULL,
	"kind" text NOT NULL,
	"details" text,
	"request_key" "bytea",
	"request_hash" "bytea",
	"state" text NOT NULL,
	"attempt" smallint NOT NULL,
	"attempted_at" timestamp with time zone NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "membership_changes_request_key_unique" UNIQUE("request_key")
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"about" text NOT NULL,
	"occasion" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notices_once" UNIQUE("kind","about","occasion")
);
--> statement-breakpoint
CREATE TABLE "identity"."sign_in_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"addressee_id" uuid NOT NULL,
	"locale" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sign_in_links_addressee_id_unique" UNIQUE("addressee_id")
);
--> statement-breakpoint
CREATE TABLE "identity"."tombstones" (
	"hash" "bytea" PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "failed_renewals" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" uuid,
	"membership_id" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"failed_at" timestamp with time zone NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."erased_customers" (
	"id_hash" "bytea" PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "membership_schedules" (
	"id" text PRIMARY KEY NOT NULL,
	"membership_id" text NOT NULL,
	"is_open" boolean NOT NULL,
	"next_frequency" text,
	"next_amount" bigint,
	"next_at" timestamp with time zone,
	"version" text NOT NULL,
	"contested" boolean DEFAULT false NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"previous_hash" "bytea",
	"rotated_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sessions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE INDEX "doubles_member" ON "doubles" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "doubles_open" ON "doubles" USING btree ("found_at") WHERE "doubles"."settled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "membership_changes_waiting" ON "membership_changes" USING btree ("membership_id") WHERE "membership_changes"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "membership_changes_member" ON "membership_changes" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "notices_member" ON "notices" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "sign_in_links_expires_at" ON "identity"."sign_in_links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "failed_renewals_failed_at" ON "failed_renewals" USING btree ("failed_at");--> statement-breakpoint
CREATE INDEX "failed_renewals_membership" ON "failed_renewals" USING btree ("membership_id");--> statement-breakpoint
CREATE INDEX "failed_renewals_member" ON "failed_renewals" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "membership_schedules_contested" ON "membership_schedules" USING btree ("learnt_at") WHERE "membership_schedules"."contested";--> statement-breakpoint
CREATE INDEX "membership_schedules_membership" ON "membership_schedules" USING btree ("membership_id");--> statement-breakpoint
CREATE INDEX "sessions_member" ON "identity"."sessions" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "sessions_previous" ON "identity"."sessions" USING btree ("previous_hash");--> statement-breakpoint
-- Whoever has many members builds these before, without anybody waiting: see the README.
CREATE INDEX IF NOT EXISTS "members_merged" ON "members" USING btree ("merged_into") WHERE "members"."merged_into" is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "invoices_member" ON "invoices" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "invoices_failing" ON "invoices" USING btree ("learnt_at") WHERE "invoices"."status" = 'open' and "invoices"."attempts" > 0;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "memberships_started_at" ON "memberships" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "memberships_annual" ON "memberships" USING btree ("current_period_end") WHERE "memberships"."frequency" = 'annual' and "memberships"."status" = 'active' and "memberships"."ends_at" is null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "memberships_pausing" ON "memberships" USING btree ("paused_until") WHERE "memberships"."status" = 'paused';--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "memberships_ending" ON "memberships" USING btree ("ends_at") WHERE "memberships"."ends_at" is not null and "memberships"."ended_at" is null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "memberships_ended" ON "memberships" USING btree ("ended_at") WHERE "memberships"."ended_at" is not null;--> statement-breakpoint
-- Last, because nobody can begin a gift from here to the end.
ALTER TABLE "contributions" ADD COLUMN "locale" text;--> statement-breakpoint
ALTER TABLE "contributions" ADD COLUMN "wants_thanks" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "contributions" ADD COLUMN "is_alongside" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "contributions_wants_thanks" ON "contributions" USING btree ("created_at") WHERE "contributions"."wants_thanks";