<?php
/**
 * Amounts of money.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows a cost as the tool's own tables do, with the separators of the site's language. An amount is a string of digits
 * from the tool to the page: as a float it would not be the tool's any more.
 */
final class TokenLedger_Money {

	/**
	 * Shown where nothing has a price: the cost is unknown, which is not 0.
	 */
	const UNKNOWN = '–';

	/**
	 * What stands before a cost that is too low.
	 */
	const AT_LEAST = '≥';

	/**
	 * A cost as plain text, such as "1,043.83 USD", or "≥ 0.001615 USD" where a part of the usage has no price.
	 *
	 * @param array|null $cost `cost` of one of the tool's documents.
	 * @return string HTML.
	 */
	public static function format( $cost ) {
		if ( null === $cost ) {
			return self::UNKNOWN;
		}
		return ( self::is_complete( $cost ) ? '' : self::AT_LEAST . ' ' ) . self::amount( $cost );
	}

	/**
	 * The amount of a cost with its currency, such as "1,043.83 USD".
	 *
	 * @param array $cost `cost` of one of the tool's documents.
	 * @return string HTML.
	 */
	public static function amount( array $cost ) {
		/* translators: 1: amount of money, such as 1,043.83, 2: its currency, such as USD */
		return sprintf( esc_html__( '%1$s %2$s', 'tokenledger' ), self::number( $cost['amount'] ), esc_html( $cost['currency'] ) );
	}

	/**
	 * An amount without its currency: to the cent, and below a cent to four significant digits, so that only nothing is
	 * shown as 0.00. Halves are rounded away from zero.
	 *
	 * @param string|null $amount An exact decimal of the tool's, or null where it is not known.
	 * @return string HTML.
	 */
	public static function number( $amount ) {
		if ( 1 !== preg_match( '/^(-?)(\d+)(?:\.(\d+))?$/D', (string) $amount, $parts ) ) {
			return self::UNKNOWN;
		}
		list( $whole, $fraction ) = self::rounded( $parts[2], isset( $parts[3] ) ? $parts[3] : '' );

		list( $point, $separator ) = self::separators();
		return esc_html( $parts[1] . implode( $separator, preg_split( '/\B(?=(?:\d{3})+$)/', $whole ) ) . $point . $fraction );
	}

	/**
	 * How much of the usage behind a cost has a price, where that is not all.
	 *
	 * @param array|null $cost `cost` of one of the tool's documents.
	 * @return string HTML; empty where all has a price, or nothing has.
	 */
	public static function coverage( $cost ) {
		if ( null === $cost || self::is_complete( $cost ) || null === $cost['coverage'] ) {
			return '';
		}
		/* translators: %s: a number, such as 97.3 */
		return esc_html( sprintf( __( '%s %% of the tokens have a price', 'tokenledger' ), number_format_i18n( $cost['coverage'], 1 ) ) );
	}

	/**
	 * Whether all of the usage behind a cost has a price and its output is known.
	 *
	 * @param array $cost `cost` of one of the tool's documents.
	 * @return bool
	 */
	public static function is_complete( array $cost ) {
		return ! $cost['unpriced_models'] && ! $cost['models_without_output'];
	}

	/**
	 * An amount as it is shown.
	 *
	 * @param string $whole    The digits before the point.
	 * @param string $fraction The digits after it.
	 * @return string[] The same of what is shown.
	 */
	private static function rounded( $whole, $fraction ) {
		$is_small = '' === ltrim( $whole, '0' ) && 1 === preg_match( '/^(00+)[1-9]/', $fraction, $zeros );
		$places   = $is_small ? strlen( $zeros[1] ) + 4 : 2;
		$digits   = $whole . substr( str_pad( $fraction, $places, '0' ), 0, $places );
		if ( substr( $fraction, $places, 1 ) >= '5' ) {
			// One more at the last place that is no 9, and zeros behind it.
			$digits = '0' . $digits;
			$kept   = rtrim( $digits, '9' );
			$digits = str_pad( substr( $kept, 0, -1 ) . ( (int) substr( $kept, -1 ) + 1 ), strlen( $digits ), '0' );
		}
		$whole = ltrim( substr( $digits, 0, -$places ), '0' );
		return array( '' === $whole ? '0' : $whole, str_pad( rtrim( substr( $digits, -$places ), '0' ), 2, '0' ) );
	}

	/**
	 * The decimal point and the separator of thousands of the site's language.
	 *
	 * @return string[]
	 */
	private static function separators() {
		global $wp_locale;
		return isset( $wp_locale )
			? array( $wp_locale->number_format['decimal_point'], $wp_locale->number_format['thousands_sep'] )
			: array( '.', ',' );
	}
}
