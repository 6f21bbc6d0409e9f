-- What SeaORM 1.1 sends to MySQL and MariaDB for the migrations of `verify/seaorm1.rs`.

CREATE TABLE IF NOT EXISTS `seaql_migrations` (
    `version` varchar(255) NOT NULL PRIMARY KEY,
    `applied_at` bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS `users` (
    `id` int AUTO_INCREMENT PRIMARY KEY NOT NULL,
    `pid` binary(16) NOT NULL,
    `email` varchar(255) NOT NULL UNIQUE,
    `name` varchar(60) NOT NULL DEFAULT 'nobody',
    `country` char(2) NULL,
    `bio` text NULL,
    `mood` ENUM('sad', 'ok') NULL,
    `active` bool NOT NULL DEFAULT TRUE,
    `visits` bigint NOT NULL DEFAULT 0,
    `level` smallint NOT NULL DEFAULT -1,
    `rank` tinyint NULL,
    `score` float NULL,
    `ratio` double NOT NULL DEFAULT 0.5,
    `balance` decimal(10, 2) NOT NULL DEFAULT 0,
    `share` decimal NULL,
    `price` decimal NULL,
    `born` date NULL,
    `wakes` time NULL,
    `seen` datetime NULL,
    `created_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `updated_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `settings` json NULL,
    `rights` json NULL,
    `avatar` blob NULL,
    `digest` binary(32) NULL,
    `salt` varbinary(16) NULL
);
CREATE TABLE `posts` (
    `id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    `user_id` int NOT NULL,
    `slug` varchar(255) NOT NULL,
    `length` int NOT NULL CHECK (`length` > 0),
    UNIQUE KEY `one-slug` (`user_id`, `slug`),
    CONSTRAINT `fk-posts-user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE `liked` (
    `user_id` int NOT NULL,
    `post_id` bigint NOT NULL,
    PRIMARY KEY `pk-liked` (`user_id`, `post_id`),
    CONSTRAINT  FOREIGN KEY (`user_id`) REFERENCES `users` (`id`),
    CONSTRAINT  FOREIGN KEY (`post_id`) REFERENCES `posts` (`id`)
);
CREATE INDEX `idx-posts-slug` ON `posts` (`slug`);
CREATE UNIQUE INDEX `idx-users-pid` ON `users` (`pid`);
ALTER TABLE `posts` ADD COLUMN `views` bigint NOT NULL DEFAULT 0;
ALTER TABLE `posts` ADD COLUMN `shown_at` timestamp NULL;
INSERT INTO `seaql_migrations` (`version`, `applied_at`) VALUES ('m1_users', 1700000001);
INSERT INTO `seaql_migrations` (`version`, `applied_at`) VALUES ('m2_posts', 1700000002);
INSERT INTO `seaql_migrations` (`version`, `applied_at`) VALUES ('m3_views', 1700000003);
