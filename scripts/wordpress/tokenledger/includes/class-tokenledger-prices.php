<?php
/**
 * The owner's own prices.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Saves the currency, its rates and the contracted prices: the ledger keeps them, so that cron and the command line have
 * the same.
 */
final class TokenLedger_Prices {

	/**
	 * The action, which is also the name under which what was typed is kept.
	 */
	const SAVE = 'tokenledger_save_prices';

	/**
	 * The last field of the form.
	 */
	const LAST = 'complete';

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_action( 'admin_post_' . self::SAVE, array( __CLASS__, 'save' ) );
		add_action( 'admin_post_nopriv_' . self::SAVE, array( __CLASS__, 'save' ) );
	}

	/**
	 * Where the form is.
	 *
	 * @return string The address, not escaped.
	 */
	public static function url() {
		return TokenLedger_Settings::url() . '#tokenledger-prices';
	}

	/**
	 * Saves what the form says, and goes back to it.
	 */
	public static function save() {
		TokenLedger_Actions::demand( self::SAVE );
		// phpcs:ignore WordPress.Security.NonceVerification -- demanded just above.
		if ( ! isset( $_POST[ self::LAST ] ) ) {
			TokenLedger_Actions::end( self::cut_off() );
		}
		// phpcs:ignore WordPress.Security -- demanded just above; TokenLedger_Own_Prices makes lines of it.
		$sent   = isset( $_POST['prices'] ) ? wp_unslash( $_POST['prices'] ) : array();
		$prices = TokenLedger_Own_Prices::of( is_array( $sent ) ? $sent : array() );

		list( $lines, $parts ) = $prices->lines();
		$outcome               = TokenLedger_Ledger::of()->set_own_prices( implode( "\n", $lines ) . "\n" );
		if ( is_wp_error( $outcome ) ) {
			TokenLedger_Actions::keep( self::SAVE, get_object_vars( $prices ) );
			TokenLedger_Actions::end( self::located( $outcome, $parts ) );
		}
		delete_transient( TokenLedger_Models::CACHE );
		TokenLedger_Actions::end( __( 'The prices were saved.', 'tokenledger' ), $outcome['warnings'] );
	}

	/**
	 * The problem that PHP has left out the end of the form, which would remove prices.
	 *
	 * @return WP_Error
	 */
	private static function cut_off() {
		return TokenLedger_Problem::make(
			'tokenledger_cut_off',
			/* translators: %s: number of fields */
			sprintf( __( 'The form has more fields than PHP takes here, which is %s. Nothing was saved.', 'tokenledger' ), number_format_i18n( (int) ini_get( 'max_input_vars' ) ) ),
			__( 'Raise max_input_vars in PHP\'s settings, or on the server run "tokenledger prices set" with a file.', 'tokenledger' ),
			400
		);
	}

	/**
	 * A problem of the tool's with the place in the form that it is about, instead of the name of a file that is gone.
	 *
	 * @param WP_Error $error The problem.
	 * @param array[]  $parts What each line of the file is of.
	 * @return WP_Error
	 */
	private static function located( WP_Error $error, array $parts ) {
		if ( ! preg_match( '/^\S+, line (\d+), column (\d+): (.*)$/s', $error->get_error_message(), $match ) || ! isset( $parts[ $match[1] - 1 ] ) ) {
			return $error;
		}
		list( , $line, $column, $message ) = $match;
		list( $list, $number )             = $parts[ $line - 1 ];
		if ( '' === $list ) {
			$place = __( 'Currency', 'tokenledger' );
		} else {
			$place = sprintf(
				'rates' === $list
					/* translators: %s: number of a row */
					? __( 'Rate %s', 'tokenledger' )
					/* translators: %s: number of a row */
					: __( 'Price %s', 'tokenledger' ),
				number_format_i18n( $number )
			);
		}
		return TokenLedger_Problem::make(
			$error->get_error_code(),
			/* translators: 1: a part of the form, such as "Price 2", 2: number of a line, 3: number of a column, 4: what is wrong */
			sprintf( __( '%1$s (line %2$s, column %3$s): %4$s', 'tokenledger' ), $place, $line, $column, $message ),
			(string) TokenLedger_Problem::data( $error, 'advice' ),
			(int) TokenLedger_Problem::data( $error, 'status' )
		);
	}
}
