<?php
/**
 * The state of health on the page.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows what of a `tokenledger.doctor/1` the owner should know: failures first of all, the rest below the first figures, each
 * with a button that settles or dismisses it.
 */
final class TokenLedger_Health_View {

	/**
	 * The checks.
	 *
	 * @var array[]
	 */
	private $checks;

	/**
	 * Why there are none; null when there are.
	 *
	 * @var WP_Error|null
	 */
	private $error;

	/**
	 * Makes the view.
	 *
	 * @param array|WP_Error $doctor `tokenledger.doctor/1`.
	 * @param string[]       $told   The names of checks whose matter the page itself tells.
	 */
	public function __construct( $doctor, array $told ) {
		$this->error  = is_wp_error( $doctor ) ? $doctor : null;
		$this->checks = array();
		foreach ( $this->error ? array() : $doctor['checks'] as $check ) {
			if ( 'ok' !== $check['level'] && ! in_array( $check['name'], $told, true ) ) {
				$this->checks[] = $check;
			}
		}
	}

	/**
	 * Shows what failed, and that nothing could be examined.
	 */
	public function show_failures() {
		if ( $this->error ) {
			TokenLedger_Notices::error( $this->error );
		}
		foreach ( wp_list_filter( $this->checks, array( 'level' => 'failure' ) ) as $check ) {
			TokenLedger_Notices::show( 'error', self::text( $check ), (string) $check['advice'] );
		}
	}

	/**
	 * Shows the warnings.
	 */
	public function show_warnings() {
		$this->show_settleable();
		foreach ( wp_list_filter( $this->checks, array( 'level' => 'failure' ), 'NOT' ) as $check ) {
			$key = TokenLedger_Dismissals::key( $check['name'], self::matter( $check['message'] ) );
			if ( null === self::words( $check['name'] ) && ! TokenLedger_Dismissals::has( $key ) ) {
				TokenLedger_Notices::show_dismissible( $key, $check['title'], self::text( $check ), (string) $check['advice'] );
			}
		}
	}

	/**
	 * The messages that the page says in its own words.
	 *
	 * @return string[]
	 */
	public function told_messages() {
		return array_column( $this->settleable(), 'message' );
	}

	/**
	 * Shows what is to be settled, with the button that settles all of it.
	 */
	private function show_settleable() {
		$checks = $this->settleable();
		if ( ! $checks ) {
			return;
		}
		echo '<div class="notice notice-warning inline tokenledger-notice" id="tokenledger-settle" role="status">';
		foreach ( $checks as $check ) {
			printf(
				'<p><strong>%s</strong></p><details><summary>%s</summary><code>%s</code></details>',
				esc_html( self::words( $check['name'] ) ),
				esc_html__( 'Details', 'tokenledger' ),
				TokenLedger_Notices::text( $check['message'] ) // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
			);
		}
		if ( TokenLedger_Ledger::can_run() ) {
			printf( '<form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
			TokenLedger_Actions::show_fields( TokenLedger_Actions::SETTLE );
			foreach ( $checks as $check ) {
				printf( '<input type="hidden" name="seen[]" value="%s">', esc_attr( md5( $check['message'] ) ) );
			}
			printf( '<button type="submit" class="button button-small" id="tokenledger-settle-button">%s</button></form>', esc_html__( 'Mark as read', 'tokenledger' ) );
		} else {
			printf( '<p>%s</p>', esc_html__( 'On the server, "tokenledger doctor --acknowledge" marks it as read.', 'tokenledger' ) );
		}
		echo '</div>';
	}

	/**
	 * The warnings that a person settles.
	 *
	 * @return array[]
	 */
	private function settleable() {
		return array_filter( $this->checks, array( __CLASS__, 'is_settleable' ) );
	}

	/**
	 * Whether a check is a warning that a person settles.
	 *
	 * @param array $check The check.
	 * @return bool
	 */
	public static function is_settleable( array $check ) {
		return 'warning' === $check['level'] && null !== self::words( $check['name'] );
	}

	/**
	 * What a message is about, whatever its counts and dates. Digits in a name, such as that of a model, are part of it: one
	 * model that was dismissed does not hide the next.
	 *
	 * @param string $message The message.
	 * @return string
	 */
	public static function matter( $message ) {
		return (string) preg_replace( '/(?<![\w.-])\d[\d,.:-]*(?![\w-])/', '0', $message );
	}

	/**
	 * A check in a line.
	 *
	 * @param array $check The check.
	 * @return string
	 */
	private static function text( array $check ) {
		/* translators: 1: what was checked, 2: what was found */
		return sprintf( __( '%1$s: %2$s', 'tokenledger' ), $check['title'], $check['message'] );
	}

	/**
	 * What a person settles, in plain words.
	 *
	 * @param string $name A check's name.
	 * @return string|null Null for a check that tells of a state, which ends when that is mended.
	 */
	private static function words( $name ) {
		$words = array(
			'rejected_rows'  => __( 'Some rows of the chatbot\'s log hold no valid number or date. They are in no figure.', 'tokenledger' ),
			'new_epoch'      => __( 'The chatbot\'s log was replaced or restored. What was counted stays counted, and the new log is counted from where it goes on.', 'tokenledger' ),
			'blind_interval' => __( 'Some rows may have been deleted from the chatbot\'s log before they could be counted. A shorter interval between two syncs avoids that.', 'tokenledger' ),
			'scores_reset'   => __( 'The chatbot\'s scores of sentiment were reset. The ledger keeps those that it knew.', 'tokenledger' ),
		);
		return isset( $words[ $name ] ) ? $words[ $name ] : null;
	}
}
