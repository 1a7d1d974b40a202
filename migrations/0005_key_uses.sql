CREATE TABLE "key_uses" (
	"key_id" text PRIMARY KEY NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL
);
