-- Makes the sample site's answers from @first up to @next those of a Google model: Google counts the tokens of its
-- thinking in the total alone, and an answer whose total is not known has no Total row. Runs after chat.sql. Assistants
-- are another vendor's and stay as they are. As in chat.sql, nothing is random.

SET @first = CAST(@first AS DATETIME), @next = CAST(@next AS DATETIME);
-- A day on which every third answer has no total.
SET @bad_day = DATE(@first) + INTERVAL 20 DAY;

UPDATE wp_chatbot_chatgpt_conversation_log
-- Three answers in four are thought about.
SET message_text = CAST(message_text AS UNSIGNED)
  + GREATEST(0, CONV(SUBSTR(MD5(CONCAT('thinking ', id)), 1, 4), 16, 10) % 800 - 200)
WHERE user_type = 'Total Tokens' AND assistant_id IS NULL
  AND interaction_time >= @first AND interaction_time < @next;

DELETE FROM wp_chatbot_chatgpt_conversation_log
WHERE user_type = 'Total Tokens' AND assistant_id IS NULL
  AND interaction_time >= @first AND interaction_time < @next
  AND CONV(SUBSTR(MD5(CONCAT('without total ', id)), 1, 4), 16, 10) % IF(DATE(interaction_time) = @bad_day, 3, 50) = 0;
