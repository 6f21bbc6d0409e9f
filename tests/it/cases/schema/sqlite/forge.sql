-- A git forge in the manner of an ORM for Go: backticks, everything nullable, names of indexes in capitals.
CREATE TABLE `user` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `lower_name` TEXT NOT NULL, `name` TEXT NOT NULL, `full_name` TEXT NULL, `email` TEXT NOT NULL, `passwd` TEXT NOT NULL, `passwd_hash_algo` TEXT DEFAULT 'argon2' NOT NULL, `type` INTEGER NULL, `is_admin` INTEGER NULL, `created_unix` INTEGER NULL, `avatar` TEXT NOT NULL, `admins_change_teams` INTEGER DEFAULT false NOT NULL, `hide_activity` INTEGER DEFAULT 0 NOT NULL);
CREATE UNIQUE INDEX `UQE_user_name` ON `user` (`name`);
CREATE UNIQUE INDEX `UQE_user_lower_name` ON `user` (`lower_name`);
CREATE INDEX `IDX_user_created_unix` ON `user` (`created_unix`);
CREATE TABLE `repository` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `owner_id` INTEGER NULL, `lower_name` TEXT NOT NULL, `name` TEXT NOT NULL, `num_stars` INTEGER NULL, `is_private` INTEGER NULL, `size` INTEGER DEFAULT 0 NOT NULL, `topics` TEXT NULL, `fork_id` INTEGER NULL REFERENCES `repository` (`id`));
CREATE UNIQUE INDEX `UQE_repository_s` ON `repository` (`owner_id`,`lower_name`);
CREATE TABLE `issue` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `repo_id` INTEGER NULL, `index` INTEGER NULL, `poster_id` INTEGER NULL, `content` LONGTEXT NULL, `is_closed` INTEGER NULL, `priority` INTEGER NULL, `deadline_unix` INTEGER NULL);
CREATE UNIQUE INDEX `UQE_issue_repo_index` ON `issue` (`repo_id`,`index`);
CREATE TABLE `issue_label` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `issue_id` INTEGER NULL, `label_id` INTEGER NULL);
CREATE UNIQUE INDEX `UQE_issue_label_s` ON `issue_label` (`issue_id`,`label_id`);
CREATE TABLE `large_file_lock` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `repo_id` INTEGER NOT NULL, `owner_id` INTEGER NOT NULL, `path` TEXT NULL, `created` DATETIME NULL);
CREATE TABLE `action_task` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `token_hash` VARCHAR(64) NULL, `log_indexes` LONGBLOB NULL, `log_expired` BOOL NULL, `started` BIGINT NULL, `stopped` BIGINT NULL, UNIQUE (`token_hash`));
CREATE INDEX `IDX_action_task_stopped_log_expired` ON `action_task` (`stopped`,`log_expired`);
CREATE TABLE `system_setting` (`id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `setting_key` TEXT NULL, `setting_value` TEXT NULL, `version` INTEGER DEFAULT 1 NOT NULL);
ALTER TABLE `repository` ADD `object_format_name` TEXT DEFAULT 'sha1' NOT NULL;
ALTER TABLE `user` RENAME COLUMN `passwd_hash_algo` TO `hash_algorithm`;
