<?php
/**
 * Usage by periods as bars.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Draws the rows of a `tokenledger.report/2`: a bar a period, prompt tokens with completion tokens on top. It is as wide as its
 * place. Where there is too little room it scrolls, and begins at the newest period, its end. It is an extra: the table holds
 * the same figures.
 */
final class TokenLedger_Bars {

	/**
	 * Among at most this number of bars (the key), one in this number (the value) has its name. The style sheet has the room of each.
	 */
	const EVERY = array(
		15  => 1,
		60  => 4,
		400 => 6,
	);

	/**
	 * The same among more than those, and how many bars at most have their names in full on a wide screen.
	 */
	const EVERY_OF_MANY = 16;
	const MOST_FULL     = 7;

	/**
	 * The parts of a bar from the bottom up, and the keys of their figures.
	 */
	const PARTS = array(
		'prompt'     => 'prompt_tokens',
		'completion' => 'completion_tokens',
	);

	/**
	 * The report.
	 *
	 * @var array
	 */
	private $report;

	/**
	 * Whether there is little room.
	 *
	 * @var bool
	 */
	private $is_brief;

	/**
	 * The numbers of the axis, from 0 up.
	 *
	 * @var int[]
	 */
	private $ticks;

	/**
	 * Makes the drawing.
	 *
	 * @param array $report   `tokenledger.report/2`.
	 * @param bool  $is_brief Whether there is little room.
	 */
	public function __construct( array $report, $is_brief = false ) {
		$this->report   = $report;
		$this->is_brief = $is_brief;
		$this->ticks    = self::ticks( max( array_merge( array( 0 ), array_map( array( __CLASS__, 'height' ), $report['rows'] ) ) ) );
	}

	/**
	 * Shows the drawing of a dashboard's report, or why there is none.
	 *
	 * @param array      $dashboard `tokenledger.dashboard/1`.
	 * @param string     $id        The figure's id.
	 * @param array|null $totals    The figures of all that it shows, for a line below it.
	 */
	public static function show( array $dashboard, $id, $totals = null ) {
		if ( null !== $dashboard['chart_obstacle'] ) {
			TokenLedger_Notices::notes(
				/* translators: %s: why there is no chart */
				array( sprintf( __( 'No chart: %s', 'tokenledger' ), $dashboard['chart_obstacle'] ) )
			);
			return;
		}
		$bars = new self( $dashboard['report'], null === $totals );
		$bars->show_figure( $id, $totals );
	}

	/**
	 * The numbers of an axis that reaches a figure: round ones, at most six.
	 *
	 * @param int $largest The figure.
	 * @return int[] From 0 up.
	 */
	public static function ticks( $largest ) {
		$largest = max( 1, $largest );
		$power   = (int) pow( 10, strlen( (string) (int) ceil( $largest / 5 ) ) - 1 );
		foreach ( array( 1, 2, 5, 10 ) as $factor ) {
			$step = $factor * $power;
			if ( $step * 5 >= $largest ) {
				break;
			}
		}
		return range( 0, $step * (int) ceil( $largest / $step ), $step );
	}

	/**
	 * Shows the figure.
	 *
	 * @param string     $id     Its id.
	 * @param array|null $totals The figures of all that it shows, for a line below it.
	 */
	private function show_figure( $id, $totals ) {
		$count = count( $this->report['rows'] );
		$every = self::every( $count );
		$top   = end( $this->ticks );
		printf(
			'<figure id="%s" class="tokenledger-chart tokenledger-bars%s">',
			esc_attr( $id ),
			! $this->is_brief && $count <= self::MOST_FULL && 'weekly' !== $this->report['period'] ? ' tokenledger-bars-full' : ''
		);
		$this->show_legend();
		printf(
			'<div class="tokenledger-sight" tabindex="0" role="group" aria-label="%1$s"><div class="tokenledger-columns tokenledger-every-%2$d" role="img" aria-label="%3$s" style="--tokenledger-count:%4$d">',
			esc_attr__( 'Chart', 'tokenledger' ),
			(int) $every,
			esc_attr( $this->description() ),
			(int) $count
		);
		foreach ( $this->ticks as $tick ) {
			printf( '<i class="tokenledger-line" style="bottom:%s%%"></i>', esc_attr( self::percent( $tick, $top ) ) );
		}
		echo '<div class="tokenledger-axis" aria-hidden="true">';
		foreach ( $this->ticks as $tick ) {
			printf( '<span style="bottom:%s%%">%s</span>', esc_attr( self::percent( $tick, $top ) ), esc_html( number_format_i18n( $tick ) ) );
		}
		// The widest number takes the axis' room.
		printf( '<span class="tokenledger-axis-room">%s</span>', esc_html( number_format_i18n( $top ) ) );
		echo '</div>';
		foreach ( $this->report['rows'] as $index => $row ) {
			// The newest one is always named.
			$this->show_bar( $row, $top, 0 === ( $count - 1 - $index ) % $every );
		}
		echo '</div></div>';
		if ( null !== $totals ) {
			echo TokenLedger_Chart::caption( $totals ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
		}
		echo '</figure>';
	}

	/**
	 * Shows a bar with its name.
	 *
	 * @param array $row      A row of the report.
	 * @param int   $top      The axis' highest number.
	 * @param bool  $is_named Whether there is room for its name.
	 */
	private function show_bar( array $row, $top, $is_named ) {
		$height = self::height( $row );
		printf( '<div class="tokenledger-column" title="%s">', esc_attr( $this->sentence( $row ) ) );
		printf(
			'<div class="tokenledger-stack%s" style="height:%s%%">',
			$row['complete'] ? '' : ' tokenledger-incomplete',
			esc_attr( self::percent( $height, $top ) )
		);
		if ( $height > 0 ) {
			$rest = $height - $row['prompt_tokens'] - $row['completion_tokens'];
			foreach ( array_reverse( self::PARTS ) as $name => $key ) {
				printf( '<i class="tokenledger-part-%s" style="flex-grow:%d"></i>', esc_attr( $name ), (int) $row[ $key ] );
			}
			if ( $rest > 0 ) {
				printf( '<i class="tokenledger-part-rest" style="flex-grow:%d"></i>', (int) $rest );
			}
		}
		echo '</div>';
		if ( $is_named ) {
			$period = $this->report['period'];
			printf(
				'<span class="tokenledger-name"><bdi class="tokenledger-name-full">%s</bdi><bdi class="tokenledger-name-brief">%s</bdi></span>',
				esc_html( TokenLedger_Dates::period( $row['period'], $period ) ),
				esc_html( TokenLedger_Dates::period( $row['period'], $period, true ) )
			);
		}
		echo '</div>';
	}

	/**
	 * Shows what the colours mean.
	 */
	private function show_legend() {
		$words = array(
			'prompt'     => __( 'Prompt tokens', 'tokenledger' ),
			'completion' => __( 'Completion tokens', 'tokenledger' ),
		);
		echo '<p class="tokenledger-legend">';
		foreach ( $words as $name => $word ) {
			printf( '<span><i class="tokenledger-part-%s"></i> %s</span>', esc_attr( $name ), esc_html( $word ) );
		}
		if ( wp_list_filter( $this->report['rows'], array( 'complete' => false ) ) ) {
			printf( '<span><i class="tokenledger-part-prompt tokenledger-incomplete"></i> %s</span>', esc_html__( 'partial', 'tokenledger' ) );
		}
		echo '</p>';
	}

	/**
	 * The drawing in words.
	 *
	 * @return string
	 */
	private function description() {
		$rows = $this->report['rows'];
		$text = sprintf(
			/* translators: 1: Daily, Weekly, Monthly or Yearly, 2: first day, 3: last day */
			__( '%1$s token usage from %2$s to %3$s', 'tokenledger' ),
			TokenLedger_Span::labels()[ $this->report['period'] ],
			TokenLedger_Dates::day( $this->report['from'] ),
			TokenLedger_Dates::day( $this->report['to'] )
		);
		$tokens = array_column( $rows, 'total_tokens' );
		if ( ! array_filter( $tokens ) ) {
			return $text . '. ' . __( 'No usage in these days', 'tokenledger' ) . '.';
		}
		$largest = $rows[ array_search( max( $tokens ), $tokens, true ) ];
		/* translators: %s: a period and its figures */
		return $text . '. ' . sprintf( __( 'The largest is %s.', 'tokenledger' ), $this->sentence( $largest ) );
	}

	/**
	 * A row in words.
	 *
	 * @param array $row A row of the report.
	 * @return string Not escaped.
	 */
	private function sentence( array $row ) {
		/* translators: %s: number of tokens */
		$tokens = _n( '%s token', '%s tokens', $row['total_tokens'], 'tokenledger' );
		/* translators: %s: number of requests */
		$requests = _n( '%s request', '%s requests', $row['requests'], 'tokenledger' );
		$parts    = array(
			sprintf( $tokens, number_format_i18n( $row['total_tokens'] ) ),
			/* translators: %s: number of tokens */
			sprintf( __( 'prompt %s', 'tokenledger' ), number_format_i18n( $row['prompt_tokens'] ) ),
			/* translators: %s: number of tokens */
			sprintf( __( 'completion %s', 'tokenledger' ), number_format_i18n( $row['completion_tokens'] ) ),
			sprintf( $requests, number_format_i18n( $row['requests'] ) ),
		);
		if ( isset( $row['cost'] ) && $row['total_tokens'] > 0 ) {
			$parts[] = html_entity_decode( TokenLedger_Money::format( $row['cost'] ), ENT_QUOTES, 'UTF-8' );
		}
		$parts[] = $row['complete'] ? __( 'complete', 'tokenledger' ) : __( 'partial', 'tokenledger' );
		return sprintf(
			/* translators: 1: a period, 2: its figures */
			__( '%1$s: %2$s', 'tokenledger' ),
			TokenLedger_Dates::period( $row['period'], $this->report['period'] ),
			implode( ', ', $parts )
		);
	}

	/**
	 * Every how many bars has its name.
	 *
	 * @param int $count How many bars there are.
	 * @return int
	 */
	private static function every( $count ) {
		foreach ( self::EVERY as $most => $every ) {
			if ( $count <= $most ) {
				return $every;
			}
		}
		return self::EVERY_OF_MANY;
	}

	/**
	 * How many tokens a bar is high: all parts are seen also where answers were logged without their Total Tokens row.
	 *
	 * @param array $row A row of the report.
	 * @return int
	 */
	private static function height( array $row ) {
		return max( $row['total_tokens'], $row['prompt_tokens'] + $row['completion_tokens'] );
	}

	/**
	 * A part of the axis, as CSS takes it whatever the language.
	 *
	 * @param int $part Some of it.
	 * @param int $top  The axis' highest number.
	 * @return string
	 */
	private static function percent( $part, $top ) {
		return rtrim( rtrim( number_format( 100 * $part / $top, 3, '.', '' ), '0' ), '.' );
	}
}
