# Copies the sample site's people, pages, assistants, options and log into the site. Part of
# scripts/with-wordpress, whose variables it uses and which sources it.
# shellcheck shell=bash disable=SC2154

sample=${database}_sample

# copy_chatbot PREFIX CONDITION: the chatbot's tables, options and pages of one blog, with the log's rows that
# meet the condition.
copy_chatbot() {
  local table
  for table in conversation_log interactions assistants; do
    echo "CREATE TABLE $1chatbot_chatgpt_$table LIKE $sample.wp_chatbot_chatgpt_$table;"
  done
  cat <<SQL
INSERT INTO $1chatbot_chatgpt_conversation_log
  SELECT * FROM $sample.wp_chatbot_chatgpt_conversation_log WHERE $days > 0 AND ($2);
INSERT INTO $1chatbot_chatgpt_interactions SELECT * FROM $sample.wp_chatbot_chatgpt_interactions WHERE $days > 0;
INSERT INTO $1chatbot_chatgpt_assistants SELECT * FROM $sample.wp_chatbot_chatgpt_assistants;
REPLACE INTO $1options (option_name, option_value, autoload)
  SELECT option_name, option_value, autoload FROM $sample.wp_options
  WHERE option_name LIKE 'chatbot%' OR option_name IN ('blogdescription', 'timezone_string', 'date_format');
-- What the installer itself has put on these pages' ids gives way.
REPLACE INTO $1posts SELECT * FROM $sample.wp_posts;
SQL
}

{
  # WordPress' own defaults are zero dates.
  echo "SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION';"
  # Column by column, for WordPress' own table may have grown others since.
  cat <<SQL
INSERT INTO ${prefix}users
  (ID, user_login, user_pass, user_nicename, user_email, user_registered, display_name)
  SELECT ID, user_login, user_pass, user_nicename, user_email, user_registered, display_name
  FROM $sample.wp_users WHERE ID > 1;
UPDATE ${prefix}users SET display_name = (SELECT display_name FROM $sample.wp_users WHERE ID = 1) WHERE ID = 1;
SQL
  copy_chatbot "$prefix" TRUE
  if $multisite; then
    copy_chatbot "${prefix}2_" "page_id = '15'"
    copy_chatbot "${prefix}3_" "page_id = '12'"
  fi
} | sql "$database"
