<?php
/**
 * Which days are shown, and how.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * A period and perhaps a first and a last day, and what the usage is broken down by, all of them checked: only what
 * passes here becomes an argument.
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
	 * One of the dimensions, or '' for the periods themselves.
	 *
	 * @var string
	 */
	public $by = '';

	/**
	 * The span that a request asks for.
	 *
	 * @param array $query `period`, `from`, `to` and `by`, each of them a string, empty or absent; without slashes.
	 * @return self|WP_Error
	 */
	public static function of( array $query ) {
		$span = new self();
		foreach ( array( 'period', 'from', 'to', 'by' ) as $name ) {
			$value = isset( $query[ $name ] ) ? $query[ $name ] : '';
			if ( ! is_string( $value ) || ( '' !== $value && ! self::is_valid( $name, $value ) ) ) {
				return self::invalid( self::demand( $name ) );
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
	 * Spans that are often asked for, each by a name for machines: what it is called, its first and last day, and the period
	 * that shows it best.
	 *
	 * @param string $today The site's day as YYYY-MM-DD.
	 * @return array[] `label`, `from`, `to` and `period` of each.
	 */
	public static function quick( $today ) {
		$day   = new DateTimeImmutable( $today, new DateTimeZone( 'UTC' ) );
		$spans = array(
			'7-days'     => array( __( '7 days', 'tokenledger' ), $day->modify( '-6 days' ), $day, 'daily' ),
			'30-days'    => array( __( '30 days', 'tokenledger' ), $day->modify( '-29 days' ), $day, 'daily' ),
			'month'      => array( __( 'This month', 'tokenledger' ), $day->modify( 'first day of this month' ), $day, 'daily' ),
			'last-month' => array( __( 'Last month', 'tokenledger' ), $day->modify( 'first day of last month' ), $day->modify( 'last day of last month' ), 'daily' ),
			'year'       => array( __( 'This year', 'tokenledger' ), $day->modify( 'first day of january this year' ), $day, 'monthly' ),
			'last-year'  => array( __( 'Last year', 'tokenledger' ), $day->modify( 'first day of january last year' ), $day->modify( 'last day of december last year' ), 'monthly' ),
		);
		return array_map(
			static function ( $span ) {
				return array(
					'label'  => $span[0],
					'from'   => $span[1]->format( 'Y-m-d' ),
					'to'     => $span[2]->format( 'Y-m-d' ),
					'period' => $span[3],
				);
			},
			$spans
		);
	}

	/**
	 * What usage can be broken down by, and the names of it.
	 *
	 * @return string[]
	 */
	public static function dimensions() {
		return array(
			'model'     => __( 'Model', 'tokenledger' ),
			'assistant' => __( 'Assistant', 'tokenledger' ),
			'page'      => __( 'Page', 'tokenledger' ),
			'user'      => __( 'User', 'tokenledger' ),
			'hour'      => __( 'Hour', 'tokenledger' ),
		);
	}

	/**
	 * The part of the page's address that asks for this span.
	 *
	 * @return string[]
	 */
	public function query() {
		return array_filter( get_object_vars( $this ), 'strlen' );
	}

	/**
	 * What a value has to be.
	 *
	 * @param string $name `period`, `from`, `to` or `by`.
	 * @return string
	 */
	private static function demand( $name ) {
		if ( 'period' === $name ) {
			return __( 'The period must be daily, weekly, monthly or yearly.', 'tokenledger' );
		}
		return 'by' === $name
			/* translators: %s: words such as model, page */
			? sprintf( __( 'Usage must be broken down by one of %s.', 'tokenledger' ), implode( ', ', array_keys( self::dimensions() ) ) )
			: __( 'A day must be written as YYYY-MM-DD, from the year 2000 on.', 'tokenledger' );
	}

	/**
	 * Whether a value can be taken.
	 *
	 * @param string $name  `period`, `from`, `to` or `by`.
	 * @param string $value The value.
	 * @return bool
	 */
	private static function is_valid( $name, $value ) {
		if ( 'period' === $name ) {
			return in_array( $value, self::PERIODS, true );
		}
		return 'by' === $name ? isset( self::dimensions()[ $value ] ) : self::is_day( $value );
	}

	/**
	 * Whether a text is a day that can be asked for.
	 *
	 * @param string $value The text.
	 * @return bool
	 */
	public static function is_day( $value ) {
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
