RENAME TABLE letters TO notes;
