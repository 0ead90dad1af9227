<?php
/**
 * What to do first.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows a site on which nothing was ever counted what it needs, in place of tables of zeros.
 */
final class TokenLedger_First_Steps {

	/**
	 * Whether nothing was ever counted.
	 *
	 * @param array $dashboard `tokenledger.dashboard/1`.
	 * @return bool
	 */
	public static function are_due( array $dashboard ) {
		return null === $dashboard['report']['ledger_since'];
	}

	/**
	 * Shows the steps.
	 *
	 * @param array|null $doctor `tokenledger.doctor/1`, when there is one.
	 */
	public static function show( $doctor ) {
		$logs  = $doctor && wp_list_filter( $doctor['checks'], array( 'name' => 'logging', 'level' => 'ok' ) );
		$steps = array(
			array(
				__( 'Switch the chatbot on', 'tokenledger' ),
				__( 'Activate the Kognetiks Chatbot, and in its settings turn on Conversation Logging: without a log nothing can be counted.', 'tokenledger' ),
				TokenLedger_Page::has_chatbot() && $logs,
			),
			array(
				__( 'Ask it something', 'tokenledger' ),
				__( 'Open a page of your site that has the chatbot, and wait for its answer.', 'tokenledger' ),
				false,
			),
			self::counting(),
		);
		?>
		<section id="tokenledger-first-steps" class="tokenledger-first-steps" aria-labelledby="tokenledger-first-steps-title">
			<h2 id="tokenledger-first-steps-title"><?php esc_html_e( 'Nothing is counted yet: three steps', 'tokenledger' ); ?></h2>
			<ol>
				<?php foreach ( $steps as list( $title, $text, $is_done ) ) : ?>
					<li>
						<strong><?php echo esc_html( $title ); ?></strong>
						<?php if ( $is_done ) : ?>
							<span class="tokenledger-done"><?php esc_html_e( '✓ done', 'tokenledger' ); ?></span>
						<?php endif; ?>
						<br><?php echo esc_html( $text ); ?>
					</li>
				<?php endforeach; ?>
			</ol>
		</section>
		<?php
	}

	/**
	 * The step that counts.
	 *
	 * @return array Its title, what to do, and whether it is done.
	 */
	private static function counting() {
		if ( ! TokenLedger_Ledger::can_run() ) {
			return array( __( 'Let the server count', 'tokenledger' ), __( 'Put the line below into the server\'s crontab.', 'tokenledger' ), false );
		}
		$minutes = TokenLedger_Settings::interval();
		/* translators: %s: number of minutes */
		$text = _n( 'Later this happens by itself, every %s minute.', 'Later this happens by itself, every %s minutes.', $minutes, 'tokenledger' );
		return array( __( 'Press "Sync now"', 'tokenledger' ), sprintf( $text, number_format_i18n( $minutes ) ), false );
	}
}
