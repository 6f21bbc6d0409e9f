-- A blog in the manner of the well-known one: no constraints, prefix keys, an older engine beside.
CREATE TABLE wp_users (ID bigint(20) unsigned NOT NULL auto_increment, user_login varchar(60) NOT NULL default '', user_status int(11) NOT NULL default '0', display_name varchar(250) NOT NULL default '', PRIMARY KEY (ID), KEY user_login_key (user_login)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
CREATE TABLE wp_usermeta (umeta_id bigint(20) unsigned NOT NULL auto_increment, user_id bigint(20) unsigned NOT NULL default '0', meta_key varchar(255) default NULL, meta_value longtext, PRIMARY KEY (umeta_id), KEY user_id (user_id), KEY meta_key (meta_key(191))) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
CREATE TABLE wp_posts (
  ID bigint(20) unsigned NOT NULL auto_increment,
  post_author bigint(20) unsigned NOT NULL default '0',
  post_date datetime NOT NULL default '1970-01-01 00:00:00',
  post_content longtext NOT NULL,
  post_status varchar(20) NOT NULL default 'publish',
  menu_order int(11) NOT NULL default '0',
  comment_count bigint(20) NOT NULL default '0',
  PRIMARY KEY (ID), KEY type_status_date (post_status,post_date,ID), KEY post_author (post_author)
) ENGINE=InnoDB ROW_FORMAT=COMPACT DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
CREATE TABLE wp_options (option_id bigint unsigned NOT NULL auto_increment, option_name varchar(191) NOT NULL default '', option_value longtext NOT NULL, autoload varchar(20) NOT NULL default 'yes', PRIMARY KEY (option_id), UNIQUE KEY option_name (option_name), KEY autoload (autoload)) DEFAULT CHARSET=latin1;
CREATE TABLE wp_statistics (`date` date NOT NULL, hits int(10) unsigned NOT NULL, ratio float(7,3), big double(12,4), width int(5), padded int(8) unsigned zerofill, PRIMARY KEY (`date`)) ENGINE=MyISAM CHECKSUM=1 MAX_ROWS=100000;
CREATE TABLE wp_sessions (token binary(20) NOT NULL DEFAULT 'abcdefghijklmnopqrst', user_id bigint NOT NULL, expires int, PRIMARY KEY (token), KEY expires USING BTREE (expires), KEY user USING HASH (user_id)) ENGINE=MEMORY;
