<?php
/**
 * The chart.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Puts the tool's chart into a page: of the SVG nothing is kept that is not on the list below.
 */
final class TokenLedger_Chart {

	/**
	 * Shows a chart. It is an extra: without it, the table holds the same figures.
	 *
	 * @param string|WP_Error $svg The tool's answer.
	 * @param string          $id  The figure's id.
	 */
	public static function show( $svg, $id ) {
		if ( is_wp_error( $svg ) ) {
			return;
		}
		$start = strpos( $svg, '<svg' );
		if ( false === $start ) {
			return;
		}
		printf(
			'<figure id="%s" class="tokenledger-chart" tabindex="0">%s</figure>',
			esc_attr( $id ),
			wp_kses( substr( $svg, $start ), self::allowed(), array() )
		);
	}

	/**
	 * The elements and attributes of a chart: shapes, texts and their looks. No links, scripts or foreign content.
	 *
	 * @return array As wp_kses wants it, in lower case.
	 */
	private static function allowed() {
		$looks   = array( 'id', 'class', 'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'opacity' );
		$names   = array( 'role', 'aria-label', 'aria-labelledby', 'aria-describedby', 'aria-hidden' );
		$letters = array( 'x', 'y', 'dx', 'dy', 'font-size', 'font-family', 'font-weight', 'text-anchor', 'dominant-baseline' );
		$lists   = array(
			'svg'   => array_merge( array( 'xmlns', 'viewbox', 'width', 'height', 'preserveaspectratio', 'lang' ), $letters ),
			'title' => array(),
			'desc'  => array(),
			'g'     => $letters,
			'rect'  => array( 'x', 'y', 'width', 'height', 'rx', 'ry' ),
			'line'  => array( 'x1', 'x2', 'y1', 'y2' ),
			'path'  => array( 'd' ),
			'text'  => $letters,
			'tspan' => $letters,
		);
		$allowed = array();
		foreach ( $lists as $element => $attributes ) {
			$allowed[ $element ] = array_fill_keys( array_merge( $looks, $names, $attributes ), true );
		}
		return $allowed;
	}
}
