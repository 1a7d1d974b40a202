CREATE TABLE "reconciliations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"compared" integer DEFAULT 0 NOT NULL,
	"variances" integer DEFAULT 0 NOT NULL,
	"pending" integer DEFAULT 0 NOT NULL,
	"totals" text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "variances" (
	"run_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"day" date,
	"finding" text NOT NULL,
	"ours" bigint,
	"theirs" bigint,
	"difference" bigint NOT NULL,
	"currency" text NOT NULL,
	"pending" boolean NOT NULL,
	"note" text NOT NULL,
	CONSTRAINT "variances_run_id_kind_id_pk" PRIMARY KEY("run_id","kind","id")
);
--> statement-breakpoint
CREATE INDEX "reconciliations_to_day" ON "reconciliations" USING btree ("to_day");--> statement-breakpoint
CREATE INDEX "variances_day" ON "variances" USING btree ("day");