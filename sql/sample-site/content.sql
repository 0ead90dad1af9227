-- Options, people, pages and assistants of the sample site: a bicycle shop in Portland, Maine.
-- Runs after tables.sql, in the same session.
--
-- The caller may set the site's present local time (@now_local), or only its day (@today, taken
-- at 15:30). Unset, it is UTC less five hours: never ahead of the clock in New York, summer or
-- winter. CONVERT_TZ is of no use here, for many servers have no zone tables.

SET @now_local = CAST(
  COALESCE(@now_local, TIMESTAMP(@today, '15:30:00'), UTC_TIMESTAMP() - INTERVAL 5 HOUR) AS DATETIME);
SET @opening_day = DATE(@now_local) - INTERVAL 4 YEAR;

INSERT INTO wp_options (option_name, option_value, autoload) VALUES
  ('siteurl', 'https://harborlane.example', 'yes'),
  ('home', 'https://harborlane.example', 'yes'),
  ('blogname', 'Harbor Lane Cycles', 'yes'),
  ('blogdescription', 'Bikes, repairs and rentals on the waterfront', 'yes'),
  ('admin_email', 'owner@harborlane.example', 'yes'),
  ('timezone_string', 'America/New_York', 'yes'),
  ('gmt_offset', '', 'yes'),
  ('date_format', 'F j, Y', 'yes'),
  ('start_of_week', '0', 'yes'),
  ('active_plugins', 'a:1:{i:0;s:35:"chatbot-chatgpt/chatbot-chatgpt.php";}', 'yes'),
  ('chatbot_chatgpt_version_installed', '2.4.6', 'yes'),
  ('chatbot_ai_platform_choice', 'OpenAI', 'yes'),
  ('chatbot_chatgpt_model_choice', 'gpt-4o-mini', 'yes'),
  -- Not a key: a marker that must never show up in anything that reads this site.
  ('chatbot_chatgpt_api_key', 'not-a-key-this-text-must-never-be-read', 'yes'),
  ('chatbot_chatgpt_bot_name', 'Harbor Lane Chatbot', 'yes'),
  ('chatbot_chatgpt_number_of_shortcodes', '2', 'yes'),
  ('chatbot_chatgpt_reporting_period', 'Monthly', 'yes'),
  ('chatbot_chatgpt_enable_conversation_logging', 'On', 'yes'),
  -- Two years of rows can only be there because the owner keeps them.
  ('chatbot_chatgpt_conversation_log_days_to_keep', 'indefinitely', 'yes');

-- Nobody can log in: this is not a hash of anything.
SET @no_login = '$P$Bno.one.can.log.in.with.this.0';

INSERT INTO wp_users
  (ID, user_login, user_pass, user_nicename, user_email, user_registered, display_name)
VALUES
  (1, 'owner', @no_login, 'owner', 'owner@harborlane.example', @opening_day, 'Ruth Adeyemi'),
  (2, 'workshop', @no_login, 'workshop', 'workshop@harborlane.example', @opening_day, 'Workshop'),
  (3, 'mara.ellis', @no_login, 'mara-ellis', 'mara@rider.example', @opening_day + INTERVAL 31 DAY, 'Mara Ellis'),
  (4, 'tom-o', @no_login, 'tom-o', 'tom@rider.example', @opening_day + INTERVAL 77 DAY, 'Tom O''Brien'),
  (5, 'jlindqvist', @no_login, 'jlindqvist', 'jonas@rider.example', @opening_day + INTERVAL 140 DAY, 'Jonas Lindqvist'),
  (6, 'priya', @no_login, 'priya', 'priya@rider.example', @opening_day + INTERVAL 202 DAY, 'Priya Raman'),
  (7, 'zoe.m', @no_login, 'zoe-m', 'zoe@rider.example', @opening_day + INTERVAL 340 DAY, 'Zoë Martin'),
  (8, 'hank_b', @no_login, 'hank-b', 'hank@rider.example', @opening_day + INTERVAL 415 DAY, 'Hank Boudreau'),
  (9, 'yuki', @no_login, 'yuki', 'yuki@rider.example', @opening_day + INTERVAL 508 DAY, '田中 ゆき'),
  (10, 'carlos.v', @no_login, 'carlos-v', 'carlos@rider.example', @opening_day + INTERVAL 600 DAY, 'Carlos Vega'),
  (11, 'nina', @no_login, 'nina', 'nina@rider.example', @opening_day + INTERVAL 655 DAY, 'Nina Kowalska'),
  (12, 'commuter42', @no_login, 'commuter42', 'sam@rider.example', @opening_day + INTERVAL 701 DAY, 'Sam Whitfield');

INSERT INTO wp_posts
  (ID, post_author, post_date, post_content, post_title, post_excerpt, post_status, post_name,
   to_ping, pinged, post_content_filtered, post_type)
VALUES
  (2, 1, @opening_day, '[chatbot style="floating"]', 'Home', '', 'publish', 'home', '', '', '', 'page'),
  (7, 1, @opening_day, '', 'Shop', '', 'publish', 'shop', '', '', '', 'page'),
  (12, 2, @opening_day, '[chatbot-2]', 'Repairs & servicing', '', 'publish', 'repairs', '', '', '', 'page'),
  (15, 1, @opening_day, '[chatbot-1]', 'Bike rentals', '', 'publish', 'rentals', '', '', '', 'page'),
  (18, 1, @opening_day, '', 'Delivery and returns', '', 'publish', 'delivery', '', '', '', 'page'),
  (21, 1, @opening_day, '', 'Find your size', '', 'publish', 'size', '', '', '', 'page'),
  (24, 1, @opening_day, '', 'About us', '', 'publish', 'about', '', '', '', 'page'),
  (27, 1, @opening_day, '', 'Contact', '', 'publish', 'contact', '', '', '', 'page'),
  (33, 2, @opening_day + INTERVAL 90 DAY, '', 'Looking after an e-bike battery', '', 'publish', 'battery', '', '', '', 'post'),
  (41, 1, @opening_day + INTERVAL 190 DAY, '', 'Five rides that start at our door', '', 'publish', 'five-rides', '', '', '', 'post'),
  (46, 2, @opening_day + INTERVAL 260 DAY, '', 'Tubeless, or tubes?', '', 'publish', 'tubeless', '', '', '', 'post'),
  (52, 2, @opening_day + INTERVAL 700 DAY, '', 'Winter tires: what we ride', '', 'draft', 'winter-tires', '', '', '', 'post');

INSERT INTO wp_chatbot_chatgpt_assistants
  (assistant_id, common_name, style, audience, voice, allow_file_uploads, allow_transcript_downloads,
   show_assistant_name, initial_greeting, subsequent_greeting, placeholder_prompt, additional_instructions)
VALUES
  ('asst_Hb7LmRentalsQ2vXc9TzKp4w', 'Booking Desk', 'embedded', 'all', 'nova', 'No', 'Yes', 'Yes',
   'Hello! Looking for a bike to rent?', 'Welcome back! Another ride?', 'Which day, how many bikes?',
   'Answer from the rental terms. Never promise a bike that is not in the calendar.'),
  ('asst_Wk3ShopFloorN8dYj5RsUe1a', 'Workshop Helper', 'embedded', 'all', 'none', 'Yes', 'Yes', 'Yes',
   'Hello! What is your bike doing?', 'Hello again! How is the bike?', 'Tell us what you hear or feel ...',
   'Ask for make, model and year first. Send anything about brakes to the workshop.');
