ALTER TABLE logins RENAME TO sessions;
DROP TABLE letters;
DROP TABLE conversations;
