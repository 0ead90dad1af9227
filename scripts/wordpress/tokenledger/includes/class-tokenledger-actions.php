<?php
/**
 * What a button does.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * "Sync now" and "Mark as read", and telling on the next page what came of them.
 */
final class TokenLedger_Actions {

	/**
	 * The actions.
	 */
	const SYNC   = 'tokenledger_sync_now';
	const SETTLE = 'tokenledger_settle';

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_action( 'admin_post_' . self::SYNC, array( __CLASS__, 'sync' ) );
		add_action( 'admin_post_nopriv_' . self::SYNC, array( __CLASS__, 'sync' ) );
		add_action( 'admin_post_' . self::SETTLE, array( __CLASS__, 'settle' ) );
		add_action( 'admin_post_nopriv_' . self::SETTLE, array( __CLASS__, 'settle' ) );
	}

	/**
	 * Shows the hidden fields of a form: its action, a nonce for it, and the way back.
	 *
	 * @param string $action The action.
	 */
	public static function show_fields( $action ) {
		printf(
			'<input type="hidden" name="action" value="%s"><input type="hidden" name="_wpnonce" value="%s">',
			esc_attr( $action ),
			// WordPress' own field has an id, and there are several forms on a page.
			esc_attr( wp_create_nonce( $action ) )
		);
		wp_referer_field();
	}

	/**
	 * Ends a request that the person may not make, or did not mean to.
	 *
	 * @param string $action     The action, which is also its nonce's.
	 * @param string $capability What the person must be allowed.
	 */
	public static function demand( $action, $capability = 'manage_options' ) {
		if ( ! current_user_can( $capability ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'tokenledger' ), '', array( 'response' => 403 ) );
		}
		$method = isset( $_SERVER['REQUEST_METHOD'] ) ? sanitize_key( $_SERVER['REQUEST_METHOD'] ) : '';
		if ( 'post' !== $method ) {
			wp_die( esc_html__( 'This needs a button to be pressed.', 'tokenledger' ), '', array( 'response' => 405 ) );
		}
		check_admin_referer( $action );
	}

	/**
	 * Brings the ledger up to date, and goes back to the page.
	 */
	public static function sync() {
		self::demand( self::SYNC );
		if ( function_exists( 'set_time_limit' ) ) {
			set_time_limit( TokenLedger_Ledger::SYNCING + MINUTE_IN_SECONDS );
		}
		$outcome = TokenLedger_Schedule::sync( TokenLedger_Ledger::SYNCING );
		if ( is_wp_error( $outcome ) ) {
			self::end( $outcome );
		}
		/* translators: %s: number of rows of the chatbot's log */
		$text = _n( 'The ledger is up to date: %s new row was counted.', 'The ledger is up to date: %s new rows were counted.', $outcome['rows_counted'], 'tokenledger' );
		self::end( sprintf( $text, number_format_i18n( $outcome['rows_counted'] ) ) );
	}

	/**
	 * Marks as read what the person has seen on the page, and goes back to it. What had come since is marked as well, so that
	 * the next page tells it.
	 */
	public static function settle() {
		self::demand( self::SETTLE );
		// phpcs:ignore WordPress.Security -- demanded just above; it is only compared.
		$seen   = isset( $_POST['seen'] ) && is_array( $_POST['seen'] ) ? $_POST['seen'] : array();
		$doctor = TokenLedger_Ledger::of()->acknowledge();
		if ( is_wp_error( $doctor ) ) {
			self::end( $doctor );
		}
		$unseen = array();
		foreach ( array_filter( $doctor['checks'], array( 'TokenLedger_Health_View', 'is_settleable' ) ) as $check ) {
			if ( ! in_array( md5( $check['message'] ), $seen, true ) ) {
				$unseen[] = $check['message'];
			}
		}
		self::end( __( 'It is marked as read.', 'tokenledger' ), $unseen );
	}

	/**
	 * Ends an action: goes back to the page that it came from, which shows what came of it.
	 *
	 * @param string|WP_Error $outcome  A success or a problem.
	 * @param string[]        $warnings What the tool warned of.
	 */
	public static function end( $outcome, array $warnings = array() ) {
		self::remember( $outcome, $warnings );
		$back = wp_get_referer();
		wp_safe_redirect( $back ? $back : TokenLedger_Page::url() );
		exit;
	}

	/**
	 * Keeps what came of an action until the person's next page.
	 *
	 * @param string|WP_Error $outcome  A success or a problem.
	 * @param string[]        $warnings What the tool warned of.
	 */
	public static function remember( $outcome, array $warnings = array() ) {
		set_transient( 'tokenledger_said_' . get_current_user_id(), compact( 'outcome', 'warnings' ), MINUTE_IN_SECONDS );
	}

	/**
	 * Keeps what a person typed into a form that was refused, until it is shown again.
	 *
	 * @param string $form The form.
	 * @param array  $sent What was typed.
	 */
	public static function keep( $form, array $sent ) {
		set_transient( $form . '_' . get_current_user_id(), $sent, MINUTE_IN_SECONDS );
	}

	/**
	 * What the person typed into a form that was refused, once.
	 *
	 * @param string $form The form.
	 * @return array|null Null when it was not.
	 */
	public static function kept( $form ) {
		$name = $form . '_' . get_current_user_id();
		$sent = get_transient( $name );
		delete_transient( $name );
		return is_array( $sent ) ? $sent : null;
	}

	/**
	 * Shows what came of the last action, once.
	 */
	public static function show_outcome() {
		$name = 'tokenledger_said_' . get_current_user_id();
		$said = get_transient( $name );
		if ( ! is_array( $said ) ) {
			return;
		}
		delete_transient( $name );
		if ( is_wp_error( $said['outcome'] ) ) {
			TokenLedger_Notices::error( $said['outcome'] );
		} else {
			TokenLedger_Notices::show( 'success', (string) $said['outcome'] );
		}
		foreach ( $said['warnings'] as $warning ) {
			TokenLedger_Notices::show( 'warning', $warning );
		}
	}
}
