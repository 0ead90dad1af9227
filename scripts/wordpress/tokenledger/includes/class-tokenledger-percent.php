<?php
/**
 * Per cent.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * How two of the tool's figures stand to each other.
 */
final class TokenLedger_Percent {

	/**
	 * A share of a whole: nothing is all or nothing that is not.
	 *
	 * @param int $part  Some of it.
	 * @param int $whole All of it.
	 * @return string
	 */
	public static function share( $part, $whole ) {
		$tenths = $whole > 0 ? (int) round( 1000 * $part / $whole ) : 0;
		/* translators: %s: a number, in per cent */
		$text = __( '%s %%', 'tokenledger' );
		if ( 0 === $tenths && $part > 0 ) {
			$tenths = 1;
			/* translators: %s: a number, in per cent */
			$text = __( 'less than %s %%', 'tokenledger' );
		} elseif ( 1000 === $tenths && $part < $whole ) {
			$tenths = 999;
			/* translators: %s: a number, in per cent */
			$text = __( 'more than %s %%', 'tokenledger' );
		}
		return sprintf( $text, number_format_i18n( $tenths / 10, 1 ) );
	}

	/**
	 * How much more or less a figure is than one before, such as "▲ 12.3 %".
	 *
	 * @param int $before The one before.
	 * @param int $now    The figure.
	 * @return string HTML; empty where there was nothing before.
	 */
	public static function change_html( $before, $now ) {
		if ( $before <= 0 ) {
			return '';
		}
		// No int: a thousand times a large figure need not be one.
		$tenths = round( 1000 * ( $now - $before ) / $before );
		/* translators: %s: a number, in per cent */
		$number = sprintf( __( '%s %%', 'tokenledger' ), number_format_i18n( abs( $tenths ) / 10, 1 ) );
		$signs  = array(
			-1 => array( '▼', __( 'down by', 'tokenledger' ) ),
			0  => array( '=', __( 'the same:', 'tokenledger' ) ),
			1  => array( '▲', __( 'up by', 'tokenledger' ) ),
		);
		list( $sign, $word ) = $signs[ $tenths <=> 0 ];
		return sprintf(
			'<span class="tokenledger-change">%s %s</span>',
			TokenLedger_Notices::sign( $sign, $word ),
			esc_html( $number )
		);
	}
}
