<?php
/**
 * Which days are shown, and how.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * A period and perhaps a first and a last day, all of them checked: only what passes here becomes an argument.
 */
final class TokenLedger_Span {

	/**
	 * The periods there are, and what the REST API calls them.
	 */
	const PERIODS = array(
		'day'   => 'daily',
		'week'  => 'weekly',
		'month' => 'monthly',
		'year'  => 'yearly',
	);

	/**
	 * One of the periods, or '' for the site's own Reporting Period.
	 *
	 * @var string
	 */
	public $period = '';

	/**
	 * The first day as YYYY-MM-DD, or ''.
	 *
	 * @var string
	 */
	public $from = '';

	/**
	 * The last day as YYYY-MM-DD, or ''.
	 *
	 * @var string
	 */
	public $to = '';

	/**
	 * The span that a request asks for.
	 *
	 * @param array $query `period`, `from` and `to`, each of them a string, empty or absent; without slashes.
	 * @return self|WP_Error
	 */
	public static function of( array $query ) {
		$span = new self();
		foreach ( array( 'period', 'from', 'to' ) as $name ) {
			$value = isset( $query[ $name ] ) ? $query[ $name ] : '';
			if ( ! is_string( $value ) || ( '' !== $value && ! self::is_valid( $name, $value ) ) ) {
				return 'period' === $name
					? self::invalid( __( 'The period must be daily, weekly, monthly or yearly.', 'tokenledger' ) )
					: self::invalid( __( 'A day must be written as YYYY-MM-DD, from the year 2000 on.', 'tokenledger' ) );
			}
			$span->$name = $value;
		}
		if ( '' !== $span->from && '' !== $span->to && strcmp( $span->from, $span->to ) > 0 ) {
			return self::invalid( __( 'The first day is after the last.', 'tokenledger' ) );
		}
		return $span;
	}

	/**
	 * Whether it has days of its own.
	 *
	 * @return bool
	 */
	public function has_days() {
		return '' !== $this->from || '' !== $this->to;
	}

	/**
	 * The periods and their names.
	 *
	 * @return string[]
	 */
	public static function labels() {
		return array(
			'daily'   => __( 'Daily', 'tokenledger' ),
			'weekly'  => __( 'Weekly', 'tokenledger' ),
			'monthly' => __( 'Monthly', 'tokenledger' ),
			'yearly'  => __( 'Yearly', 'tokenledger' ),
		);
	}

	/**
	 * Whether a value can be taken.
	 *
	 * @param string $name  `period`, `from` or `to`.
	 * @param string $value The value.
	 * @return bool
	 */
	private static function is_valid( $name, $value ) {
		if ( 'period' === $name ) {
			return in_array( $value, self::PERIODS, true );
		}
		return 1 === preg_match( '/^(20\d\d)-(\d\d)-(\d\d)$/D', $value, $day )
			&& checkdate( (int) $day[2], (int) $day[3], (int) $day[1] );
	}

	/**
	 * The problem that a request cannot be taken.
	 *
	 * @param string $message What is wrong.
	 * @return WP_Error
	 */
	private static function invalid( $message ) {
		return TokenLedger_Problem::make( 'tokenledger_invalid', $message, '', 400 );
	}
}
