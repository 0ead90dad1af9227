<?php
/**
 * Figures in a table.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The columns of a table that hold figures, and last of all what they cost. Every figure is the tool's; its digits are
 * grouped here, and its share is added.
 */
final class TokenLedger_Figures {

	/**
	 * The titles of the figures by their keys, in the order of the tool's own files.
	 *
	 * @var string[]
	 */
	private $titles;

	/**
	 * The heading of the costs.
	 *
	 * @var string
	 */
	private $cost_title;

	/**
	 * The tokens of all, of which each row has a share; null where shares are not shown.
	 *
	 * @var int|null
	 */
	private $whole;

	/**
	 * Makes the columns.
	 *
	 * @param array[]    $measures What the figures are called: `key`, `title` and `brief` of each.
	 * @param array|null $cost     One of the costs, for its currency.
	 * @param bool       $is_brief Whether there is little room.
	 * @param int|null   $whole    The tokens of all, where each row's share of them is shown.
	 */
	public function __construct( array $measures, $cost, $is_brief = false, $whole = null ) {
		$shown            = $is_brief ? wp_list_filter( $measures, array( 'brief' => true ) ) : $measures;
		$this->titles     = array_column( $shown, 'title', 'key' );
		$this->cost_title = TokenLedger_Cost::title( $cost );
		$this->whole      = $whole;
	}

	/**
	 * How many columns there are.
	 *
	 * @return int
	 */
	public function count() {
		return count( $this->titles ) + ( null === $this->whole ? 1 : 2 );
	}

	/**
	 * Shows their headers.
	 */
	public function show_headers() {
		foreach ( $this->titles as $key => $title ) {
			printf( '<th scope="col" class="tokenledger-number">%s</th>', esc_html( $title ) );
			if ( $this->has_share( $key ) ) {
				printf( '<th scope="col" class="tokenledger-number tokenledger-share">%s</th>', esc_html__( 'Share', 'tokenledger' ) );
			}
		}
		printf( '<th scope="col" class="tokenledger-number tokenledger-cost">%s</th>', esc_html( $this->cost_title ) );
	}

	/**
	 * Shows the cells of a row.
	 *
	 * @param array $figures The figures; one that is not known is null. The cost is left out where the tool has none.
	 */
	public function show_cells( array $figures ) {
		foreach ( array_keys( $this->titles ) as $key ) {
			$figure = null === $figures[ $key ] ? '' : number_format_i18n( $figures[ $key ] );
			printf( '<td class="tokenledger-number">%s</td>', esc_html( $figure ) );
			if ( $this->has_share( $key ) ) {
				printf( '<td class="tokenledger-number tokenledger-share">%s</td>', esc_html( TokenLedger_Percent::share( (int) $figures[ $key ], $this->whole ) ) );
			}
		}
		printf(
			'<td class="tokenledger-number tokenledger-cost">%s</td>',
			array_key_exists( 'cost', $figures ) ? TokenLedger_Cost::html( $figures['cost'] ) : '' // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
		);
	}

	/**
	 * Whether a share stands beside a figure: beside the tokens alone.
	 *
	 * @param string $key The figure's key.
	 * @return bool
	 */
	private function has_share( $key ) {
		return null !== $this->whole && 'total_tokens' === $key;
	}
}
