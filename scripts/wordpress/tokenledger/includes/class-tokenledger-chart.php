<?php
/**
 * The tool's drawings.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Puts a drawing of the tool's into a page: of the SVG nothing is kept that is not on the list below.
 */
final class TokenLedger_Chart {

	/**
	 * Shows a drawing of the tool's.
	 *
	 * @param string     $svg    The drawing.
	 * @param string     $id     The figure's id.
	 * @param array|null $totals The figures of all that it shows, for a line below it.
	 */
	public static function show_svg( $svg, $id, $totals = null ) {
		$start = strpos( $svg, '<svg' );
		if ( false === $start ) {
			return;
		}
		printf(
			'<figure id="%s" class="tokenledger-chart" tabindex="0">%s%s</figure>',
			esc_attr( $id ),
			wp_kses( substr( $svg, $start ), self::allowed(), array() ),
			null === $totals ? '' : self::caption( $totals ) // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
		);
	}

	/**
	 * What all that a chart shows comes to, and costs.
	 *
	 * @param array $totals The figures.
	 * @return string HTML.
	 */
	public static function caption( array $totals ) {
		/* translators: 1: number of tokens, 2: amount of money */
		$text = _n( 'All together %1$s token, cost: %2$s', 'All together %1$s tokens, cost: %2$s', $totals['total_tokens'], 'tokenledger' );
		return sprintf(
			'<figcaption>%s</figcaption>',
			sprintf( esc_html( $text ), esc_html( number_format_i18n( $totals['total_tokens'] ) ), TokenLedger_Cost::html( $totals['cost'], true ) )
		);
	}

	/**
	 * The elements and attributes of a chart: shapes, texts and their looks. No links, scripts or foreign content.
	 *
	 * @return array As wp_kses wants it, in lower case.
	 */
	private static function allowed() {
		$common = array(
			array( 'id', 'class', 'role', 'aria-label', 'aria-labelledby', 'aria-describedby', 'aria-hidden', 'lang' ),
			array( 'fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-dasharray' ),
			array( 'font-size', 'font-family', 'font-weight', 'text-anchor', 'dominant-baseline' ),
		);
		$common = array_merge( ...$common );
		$own    = array(
			'svg'   => array( 'xmlns', 'viewbox', 'width', 'height', 'preserveaspectratio' ),
			'title' => array(),
			'desc'  => array(),
			'g'     => array(),
			'rect'  => array( 'x', 'y', 'width', 'height', 'rx', 'ry' ),
			'line'  => array( 'x1', 'x2', 'y1', 'y2' ),
			'path'  => array( 'd' ),
			'text'  => array( 'x', 'y', 'dx', 'dy' ),
			'tspan' => array( 'x', 'y', 'dx', 'dy' ),
		);
		$allowed = array();
		foreach ( $own as $element => $attributes ) {
			$allowed[ $element ] = array_fill_keys( array_merge( $common, $attributes ), true );
		}
		return $allowed;
	}
}
