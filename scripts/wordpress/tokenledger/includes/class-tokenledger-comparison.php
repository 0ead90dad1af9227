<?php
/**
 * What usage is seen against.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Says how usage has changed, and against which days: a span that still runs is seen against as much of the one before, to
 * the hour.
 */
final class TokenLedger_Comparison {

	/**
	 * The change with the days that it is seen against, such as "▲ 12.3 % against October 1, 2026 to October 21, 2026".
	 *
	 * @param array|null $compared The part of the span that has a counterpart: `compared` of the tool's.
	 * @param array|null $previous That counterpart: `previous` of the tool's.
	 * @return string HTML; empty where there is nothing to compare.
	 */
	public static function html( $compared, $previous ) {
		if ( ! $compared || ! $previous || ! $previous['recorded'] ) {
			return '';
		}
		$change = TokenLedger_Percent::change_html( $previous['total_tokens'], $compared['total_tokens'] );
		return '' === $change
			/* translators: %s: days, such as "October 1, 2026 to October 21, 2026" */
			? sprintf( esc_html__( 'Nothing was used before: %s', 'tokenledger' ), self::days( $previous ) )
			/* translators: 1: a change, such as "▲ 12.3 %", 2: days, such as "October 1, 2026 to October 21, 2026" */
			: sprintf( esc_html__( '%1$s against %2$s', 'tokenledger' ), $change, self::days( $previous ) );
	}

	/**
	 * The days of a span, to the hour where it ends within its last day.
	 *
	 * @param array $span A span of the tool's.
	 * @return string HTML.
	 */
	public static function days( array $span ) {
		if ( null === $span['until_local'] ) {
			$text = $span['from'] === $span['to']
				? '%1$s'
				/* translators: 1: first day, 2: last day */
				: __( '%1$s to %2$s', 'tokenledger' );
		} else {
			$text = $span['from'] === $span['to']
				/* translators: 1: a day, 3: time of the day, such as 2:00 pm */
				? __( '%1$s until %3$s', 'tokenledger' )
				/* translators: 1: first day, 2: last day, 3: time of the last day, such as 2:00 pm */
				: __( '%1$s to %2$s until %3$s', 'tokenledger' );
		}
		return sprintf(
			esc_html( $text ),
			TokenLedger_Dates::day_html( $span['from'] ),
			TokenLedger_Dates::day_html( $span['to'] ),
			sprintf( '<span class="tokenledger-date">%s</span>', esc_html( TokenLedger_Dates::time( $span['until_local'] ) ) )
		);
	}
}
