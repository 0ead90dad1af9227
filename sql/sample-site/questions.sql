-- What people ask the sample site's chatbot, and what it answers. Runs after content.sql, in the
-- same session: the table is temporary and gone when the session ends.
--
-- Every topic has eight questions, numbered from 0, so that the turns of one conversation can walk
-- through them without a repetition.

CREATE TEMPORARY TABLE sample_question (
  topic TINYINT NOT NULL,
  question_number TINYINT NOT NULL,
  question VARCHAR(200) NOT NULL,
  answer VARCHAR(500) NOT NULL,
  PRIMARY KEY (topic, question_number)
) DEFAULT CHARACTER SET utf8mb4;

-- 0: the shop
INSERT INTO sample_question VALUES
  (0, 0, 'Do you have the Tern HSD in stock?', 'Yes, we have two in the shop this week, one in blue and one in school bus yellow. We can hold one for 24 hours if you leave your name and a phone number.'),
  (0, 1, 'What are your opening hours?', 'We are open Tuesday to Friday from 9 am to 6 pm, and on Saturday and Sunday from 10 am to 4 pm. We are closed on Mondays.'),
  (0, 2, 'Do you take trade-ins?', 'We do. Bring the bike in and we will look it over while you wait. You get an offer in writing that is good for 14 days, as credit toward any bike in the shop.'),
  (0, 3, 'which helmet is good for a 6 year old', 'For most six year olds a size S (48 to 52 cm) fits. Measure around the head just above the eyebrows. We keep three models for children in the shop and will gladly fit one.'),
  (0, 4, 'Is there financing for bikes over $2000?', 'Yes. Purchases over $500 can be paid in 6 or 12 installments without interest, subject to approval. It takes about ten minutes at the counter.'),
  (0, 5, 'do you sell used bikes', 'We do, mostly rental bikes at the end of the season. Every one is serviced and comes with a six month warranty. The next batch is listed on the shop page.'),
  (0, 6, 'What lock do you recommend for the city?', 'For a bike that stays outside for hours we suggest a hardened U-lock plus a cable for the front wheel. Plan on about a tenth of what the bike cost.'),
  (0, 7, 'Can I return a jacket that doesn''t fit?', 'Of course. Clothing can be exchanged or returned within 30 days if it has not been ridden in. Please bring the receipt or the order number.');

-- 1: repairs
INSERT INTO sample_question VALUES
  (1, 0, 'How long does a tune-up take right now?', 'At the moment a standard tune-up takes three working days. If you book a slot online and bring the bike before 10 am, it is usually ready the next day.'),
  (1, 1, 'my gears keep skipping on hills', 'Skipping under load is most often a worn chain or cassette, or a cable that has stretched. Which make and year is the bike, and about how many miles are on the chain?'),
  (1, 2, 'What does it cost to fix a flat?', 'A flat repair is $15 plus the tube, $20 for wheels with a hub motor. We do most of them while you wait.'),
  (1, 3, 'Do you service bikes bought elsewhere?', 'Yes, all makes. For e-bikes we work on Bosch, Shimano and Brose systems; with others we can do everything except the motor and its electronics.'),
  (1, 4, 'Brake squeal after I washed the bike, is it safe?', 'Squeal after washing is often soap or oil on the pads, but brakes are nothing to guess about. Please ride gently and let the workshop look at it; that check is free.'),
  (1, 5, 'Can I wait while you true a wheel?', 'Truing a wheel takes 20 to 40 minutes and you are welcome to wait; the coffee is free. Saturdays are busy, so a weekday morning is best.'),
  (1, 6, 'Is my bike ready? ticket 4417', 'I cannot see the workshop tickets from here. You get a text message as soon as the bike is ready, or call the workshop and give them the ticket number.'),
  (1, 7, 'What is included in the full service?', 'The full service takes the drivetrain off and cleans it, replaces cables and housing, bleeds the brakes, trues both wheels and checks every bearing. Parts that are worn are extra and we call before we fit them.');

-- 2: rentals
INSERT INTO sample_question VALUES
  (2, 0, 'How much is a bike for the day?', 'A city bike is $45 a day, a gravel bike $70 and an e-bike $95. Helmet, lock and a map are included. From three days on it is 20 % less.'),
  (2, 1, 'Need 4 bikes for Saturday, two adults two kids', 'Gladly! For the children I need their heights. Two city bikes and two children''s bikes for one day come to $140. Shall I note Saturday, pick-up from 10 am?'),
  (2, 2, 'Can we take the bikes on the ferry?', 'Yes, the ferries to the islands take bikes for a small fee, no reservation needed. The last boat back is earlier on Sundays, so check the time before you leave.'),
  (2, 3, 'what happens if it rains', 'If rain is forecast you can move the booking free of charge until 8 am of the same day. Once the bikes are out there is no refund, but we lend out rain capes.'),
  (2, 4, 'Do you have a trailer for a toddler?', 'Yes, a two-seat trailer for $25 a day that fits all our city and e-bikes. It is for children from about one year, up to 80 lb together.'),
  (2, 5, 'Is a deposit needed?', 'We take a hold of $200 a bike on a credit card, $500 for an e-bike. It is released when the bike comes back, which your bank shows within a few days.'),
  (2, 6, 'How far can I get with the e-bike?', 'On the trails around here a full battery lasts 40 to 60 miles with moderate support. We hand out a charger with every rental of more than one day.'),
  (2, 7, 'Can I change my booking to Sunday?', 'You can change it in the confirmation e-mail with the link "Change my booking", until the evening before. Sunday still has bikes in most sizes.');

-- 3: delivery and returns
INSERT INTO sample_question VALUES
  (3, 0, 'Where is my order?', 'I cannot look into single orders, but the tracking link is in the e-mail with the subject "On its way". Parcels take two to four working days, bikes five to eight.'),
  (3, 1, 'How much is shipping to Vermont?', 'Parcels up to 20 lb ship for $9 anywhere in New England, free from $75 on. A bike in a box is $85, and comes nine tenths assembled.'),
  (3, 2, 'do you ship to canada', 'We ship accessories and clothing to Canada, but no bikes. Duty and taxes are shown at checkout, so nothing is left to pay at the door.'),
  (3, 3, 'How do I return something?', 'Send it back within 30 days with the label in the parcel. Refunds go to the card you paid with, within five working days after the parcel is back here.'),
  (3, 4, 'The box arrived damaged, what now?', 'I am sorry about that. Please take photos of the box before you open it and of what is inside, and send them to us within 48 hours. We sort out the rest with the carrier.'),
  (3, 5, 'Can I pick up in store instead?', 'Yes, choose "Pick up at the shop" at checkout. Most orders are ready within two hours, and we keep them for ten days.'),
  (3, 6, 'Is the bike fully assembled when it arrives?', 'Nearly. You put on the front wheel, the pedals and the handlebar; tools and a guide with pictures are in the box. It takes about 30 minutes.'),
  (3, 7, 'How long do refunds take?', 'Up to five working days after the parcel is back here. Some banks need two or three days more until it shows.');

-- 4: sizes
INSERT INTO sample_question VALUES
  (4, 0, 'I am 5''7", which frame size?', 'At 5''7" most people ride a medium (52 to 54 cm). With long legs, or for an upright position, try the large too. A test ride tells more than any table.'),
  (4, 1, 'How do I measure my inseam?', 'Stand against a wall without shoes, hold a book firmly between your legs, spine up, and measure from the floor to its top edge. Take the mean of three tries.'),
  (4, 2, 'Between sizes, should I go up or down?', 'For quick handling take the smaller one, for long comfortable rides the larger. The stem and the saddle can correct about two centimeters either way.'),
  (4, 3, 'what size bike for an 8 year old', 'Most eight year olds ride 20 or 24 inch wheels. What counts is that both feet reach the ground from the saddle. How tall is the child?'),
  (4, 4, 'Do you offer a bike fitting?', 'Yes. A fitting takes 90 minutes and costs $120, which we take off the price when you buy a bike. Please bring the shoes and shorts you ride in.'),
  (4, 5, 'Handlebar feels too far away', 'A shorter stem or a handlebar with less reach usually helps. Tell me the model and the size of the frame, and I can say what fits.'),
  (4, 6, 'Is the step-through the same size as the diamond frame?', 'The numbers are the same but the step-through sits about two centimeters shorter. If you are at the upper end of a size, take the next one.'),
  (4, 7, 'Glove size chart?', 'Measure around the palm without the thumb: S up to 7.5 inches, M up to 8.25, L up to 9, XL above. When in doubt take the larger one for winter gloves.');

-- 5: e-bikes
INSERT INTO sample_question VALUES
  (5, 0, 'How should I store the battery over winter?', 'Indoors, dry and cool, charged to between 40 and 60 percent. Look at it every two months and top it up if it has dropped below 20 percent.'),
  (5, 1, 'Can I charge at below freezing?', 'Please do not. Charging a frozen cell damages it for good. Bring the battery inside and let it warm up for two hours first; riding in the cold is fine.'),
  (5, 2, 'my display shows error 503', 'On Bosch systems 503 points to the speed sensor. Check that the magnet on the spoke is in place and about 5 to 10 mm from the sensor, then restart the system.'),
  (5, 3, 'How many years does a battery last?', 'Most keep 70 percent or more of their range after 500 to 1,000 full charges, which is five to eight years for a commuter. Heat and long storage at full charge shorten that.'),
  (5, 4, 'Do you recycle old batteries?', 'Yes, bring it to the workshop, free of charge. Please do not mail it: shipping a used battery needs special packaging.'),
  (5, 5, 'Is it legal to ride an e-bike on the Back Cove trail?', 'Class 1 and class 2 e-bikes are allowed there, class 3 is not. The limit on the trail is 15 mph, and walkers come first.'),
  (5, 6, 'Range extender for the Turbo Vado?', 'There is one for the SL models: it sits in the bottle cage and adds about half of the main battery''s range. We have it in the shop or can order it within a week.'),
  (5, 7, 'What does a new battery cost?', 'Between $550 and $950, depending on the maker and the capacity. Before you buy one, let us measure the old one; often it is only a contact.');
