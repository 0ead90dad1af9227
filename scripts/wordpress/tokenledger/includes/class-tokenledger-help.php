<?php
/**
 * The page's help.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * WordPress' own tabs of help, at the top of the page: what it shows, and what to do when it looks wrong.
 */
final class TokenLedger_Help {

	/**
	 * Adds the tabs to the screen that is shown.
	 */
	public static function add() {
		$screen = get_current_screen();
		foreach ( self::tabs() as $id => $tab ) {
			list( $title, $parts ) = $tab;
			$screen->add_help_tab(
				array(
					'id'      => "tokenledger-help-$id",
					'title'   => $title,
					'content' => self::html( $parts ),
				)
			);
		}
	}

	/**
	 * The tabs: title, and paragraphs below their headings; a paragraph without one has a number.
	 *
	 * @return array[]
	 */
	private static function tabs() {
		return array(
			'overview'        => array(
				__( 'Overview', 'tokenledger' ),
				array(
					__( 'Each answer of the chatbot is counted once, on the site\'s own day, and stays counted whatever becomes of the chatbot\'s log.', 'tokenledger' ),
					__( 'A percentage compares with as many days and hours of the span before; the words beside it name them. A period that still runs, or is not wholly counted, is marked as partial.', 'tokenledger' ),
					__( 'Prompt tokens are what was sent to the model, completion tokens what it answered. Shares are shares of the tokens of the days shown.', 'tokenledger' ),
				),
			),
			'costs'           => array(
				__( 'Costs', 'tokenledger' ),
				array(
					__( 'Costs are reckoned from list prices, or from your own in the settings. "≥" stands before a cost that is too low because some usage has no price, and "–" in place of one that is unknown.', 'tokenledger' ),
					__( 'The chatbot does not log which model answers. From the first sync on it is known from the chatbot\'s settings; for the time before you can say it.', 'tokenledger' ),
				),
			),
			'troubleshooting' => array(
				__( 'Troubleshooting', 'tokenledger' ),
				array(
					__( 'The figures differ from the vendor\'s bill', 'tokenledger' ) => __( 'The bill has everything that used your key: other programs, other sites, embeddings, images, speech, and answers that the chatbot did not log. It counts days in UTC, not in the site\'s time, and may give cached tokens a discount. Compare whole months, and one key a site.', 'tokenledger' ),
					__( 'The usage does not update', 'tokenledger' ) => __( 'Press "Sync now" and read what it says. If that helps, but not for long, WordPress\' cron does not run: it needs visitors, or a line in the server\'s crontab. If nothing is new, see whether Conversation Logging is on in the chatbot\'s settings. Site Health shows all checks.', 'tokenledger' ),
					__( 'Days look shifted', 'tokenledger' ) => __( 'A day is the site\'s own, by the time zone under Settings, General. What was logged before a change of that zone stays on the day on which it was logged. Versions of the chatbot before 2.0.7 wrote the database\'s time; Site Health says so where it matters.', 'tokenledger' ),
					__( 'Prompt and completion tokens are more than the total', 'tokenledger' ) => __( 'Some answers were logged without their total, as when a request timed out. The total counts only what the chatbot logged as such.', 'tokenledger' ),
				),
			),
		);
	}

	/**
	 * Paragraphs, some below headings.
	 *
	 * @param string[] $parts The paragraphs, by their headings or numbers.
	 * @return string HTML.
	 */
	private static function html( array $parts ) {
		$html = '';
		foreach ( $parts as $heading => $text ) {
			$html .= is_string( $heading ) ? '<h3>' . esc_html( $heading ) . '</h3>' : '';
			$html .= '<p>' . esc_html( $text ) . '</p>';
		}
		return $html;
	}
}
