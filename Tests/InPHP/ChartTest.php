<?php
/**
 * What of a chart gets into a page.
 *
 * @package TokenLedger
 */

use PHPUnit\Framework\TestCase;

final class ChartTest extends TestCase {

	/**
	 * What is shown of a drawing.
	 *
	 * @param string $svg The drawing.
	 * @return string
	 */
	private function shown( $svg ) {
		ob_start();
		TokenLedger_Chart::show_svg( $svg, 'chart"id' );
		return (string) ob_get_clean();
	}

	public function test_shapes_and_texts_come_through() {
		$svg = '<svg xmlns="http://www.w3.org/2000/svg" viewbox="0 0 9 9"><title id="t">Tokens</title><rect x="1" y="2" width="3" height="4" fill="#123"/><text x="1" y="2" text-anchor="end">12,345 &lt;b&gt;</text></svg>';
		$this->assertSame(
			'<figure id="chart&quot;id" class="tokenledger-chart" tabindex="0">' . str_replace( '"/>', '" />', $svg ) . '</figure>',
			$this->shown( "<?xml version=\"1.0\"?>\n$svg" )
		);
	}

	/**
	 * What nobody may bring into a page by a chart.
	 *
	 * @return array
	 */
	public static function hostile() {
		return array(
			array( '<script>alert(1)</script>', 'script' ),
			array( '<rect onload="alert(1)"/>', 'onload' ),
			array( '<a href="javascript:alert(1)">x</a>', 'javascript' ),
			array( '<image href="https://example.org/x.png"/>', 'example.org' ),
			array( '<foreignObject><iframe src="https://example.org"></iframe></foreignObject>', 'iframe' ),
			array( '<style>body{display:none}</style>', '<style' ),
			array( '<g style="background:url(https://example.org)"></g>', 'example.org' ),
			array( '<use href="#x"/>', '<use' ),
			array( '<set attributeName="onclick" to="alert(1)"/>', 'attributeName' ),
		);
	}

	/** @dataProvider hostile */
	public function test_nothing_else_does( $element, $trace ) {
		$shown = $this->shown( "<svg>$element<rect x=\"1\"/></svg>" );
		$this->assertStringNotContainsStringIgnoringCase( $trace, $shown );
		$this->assertStringContainsString( '<rect x="1" />', $shown );
	}

	public function test_what_all_of_it_comes_to_is_said_below() {
		ob_start();
		TokenLedger_Chart::show_svg( '<svg></svg>', 'x', array( 'total_tokens' => 1234, 'cost' => null ) );
		$unknown = '<span aria-hidden="true">–</span><span class="screen-reader-text">unknown</span>';
		$this->assertSame( '<figure id="x" class="tokenledger-chart" tabindex="0"><svg></svg><figcaption>All together 1,234 tokens, cost: ' . $unknown . '</figcaption></figure>', (string) ob_get_clean() );
	}

	public function test_what_is_no_chart_is_not_shown() {
		$this->assertSame( '', $this->shown( 'nothing of the kind' ) );
	}
}
