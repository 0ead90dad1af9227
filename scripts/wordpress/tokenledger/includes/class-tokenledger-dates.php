<?php
/**
 * Days and times as people read them.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Writes the tool's days, hours and periods in the site's language and in the formats of its settings. All of them are of the
 * site's own time already.
 */
final class TokenLedger_Dates {

	/**
	 * A day.
	 *
	 * @param string $day As YYYY-MM-DD; anything else stays as it is.
	 * @return string
	 */
	public static function day( $day ) {
		return self::written( self::day_format(), (string) $day );
	}

	/**
	 * A day and a time.
	 *
	 * @param string $local As YYYY-MM-DD HH:MM:SS of the site's time; anything else stays as it is.
	 * @return string
	 */
	public static function moment( $local ) {
		return self::written( self::day_format() . ' ' . self::time_format(), (string) $local );
	}

	/**
	 * The time of a day.
	 *
	 * @param string $local As YYYY-MM-DD HH:MM:SS of the site's time; anything else stays as it is.
	 * @return string
	 */
	public static function time( $local ) {
		return self::written( self::time_format(), (string) $local );
	}

	/**
	 * A day within a text.
	 *
	 * @param string $day As YYYY-MM-DD.
	 * @return string HTML.
	 */
	public static function day_html( $day ) {
		return self::html( $day, self::day( $day ) );
	}

	/**
	 * The name of a period within a text.
	 *
	 * @param string $name   As the tool writes it: 2026-11-30, 2026-W49, 2026-11 or 2026.
	 * @param string $period `daily`, `weekly`, `monthly` or `yearly`.
	 * @return string HTML.
	 */
	public static function period_html( $name, $period ) {
		return self::html( $name, self::period( $name, $period ) );
	}

	/**
	 * The name of a period.
	 *
	 * @param string $name     As the tool writes it.
	 * @param string $period   `daily`, `weekly`, `monthly` or `yearly`.
	 * @param bool   $is_brief Whether there is little room.
	 * @return string
	 */
	public static function period( $name, $period, $is_brief = false ) {
		/* translators: a day with little room, in PHP's letters for dates: Nov 30 */
		$brief_day = __( 'M j', 'tokenledger' );
		switch ( $period ) {
			case 'yearly':
				return $name;
			case 'monthly':
				/* translators: a month with little room, in PHP's letters for dates: Nov 2026 */
				$brief_month = __( 'M Y', 'tokenledger' );
				/* translators: a month, in PHP's letters for dates: November 2026 */
				return self::written( $is_brief ? $brief_month : __( 'F Y', 'tokenledger' ), $name . '-01' );
			case 'weekly':
				$week = date_create_immutable( $name, wp_timezone() );
				if ( ! $week ) {
					return $name;
				}
				$monday = $week->format( 'Y-m-d' );
				/* translators: %s: the week's first day */
				return $is_brief ? self::written( $brief_day, $monday ) : sprintf( __( 'Week of %s', 'tokenledger' ), self::day( $monday ) );
			default:
				return $is_brief ? self::written( $brief_day, $name ) : self::day( $name );
		}
	}

	/**
	 * A date that is not broken between its parts, with the tool's own name of it for machines.
	 *
	 * @param string $machine The tool's own.
	 * @param string $text    For people.
	 * @return string HTML.
	 */
	private static function html( $machine, $text ) {
		return sprintf( '<time class="tokenledger-date" datetime="%s">%s</time>', esc_attr( $machine ), esc_html( $text ) );
	}

	/**
	 * A moment in a format.
	 *
	 * @param string $format PHP's letters for dates.
	 * @param string $local  A day, or a day and a time, of the site's time.
	 * @return string The text itself when it is no such thing.
	 */
	private static function written( $format, $local ) {
		if ( 1 !== preg_match( '/^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/D', $local, $parts ) ) {
			return $local;
		}
		// Midnight may not exist where clocks are changed; noon does.
		$text   = isset( $parts[1] ) ? $local : "$local 12:00:00";
		$zone   = wp_timezone();
		$moment = date_create_immutable( $text, $zone );
		if ( $moment && $moment->format( 'Y-m-d H:i:s' ) !== $text ) {
			// An hour that the clocks left out, which may be where as much of the span before ends.
			$zone   = new DateTimeZone( 'UTC' );
			$moment = date_create_immutable( $text, $zone );
		}
		return $moment ? (string) wp_date( $format, $moment->getTimestamp(), $zone ) : $local;
	}

	/**
	 * The format of days in the site's settings.
	 *
	 * @return string
	 */
	private static function day_format() {
		$format = (string) get_option( 'date_format' );
		return '' === $format ? 'Y-m-d' : $format;
	}

	/**
	 * The format of times in the site's settings.
	 *
	 * @return string
	 */
	private static function time_format() {
		$format = (string) get_option( 'time_format' );
		return '' === $format ? 'H:i' : $format;
	}
}
