<?php
/**
 * Figures in a table.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The columns of a table that hold figures, and last of all what they cost. Every figure is the tool's; only its digits are
 * grouped here.
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
	 * Makes the columns.
	 *
	 * @param array[]    $measures What the figures are called: `key`, `title` and `brief` of each.
	 * @param array|null $cost     One of the costs, for its currency.
	 * @param bool       $is_brief Whether there is little room.
	 */
	public function __construct( array $measures, $cost, $is_brief = false ) {
		$shown            = $is_brief ? wp_list_filter( $measures, array( 'brief' => true ) ) : $measures;
		$this->titles     = array_column( $shown, 'title', 'key' );
		$this->cost_title = TokenLedger_Cost::title( $cost );
	}

	/**
	 * How many columns there are.
	 *
	 * @return int
	 */
	public function count() {
		return count( $this->titles ) + 1;
	}

	/**
	 * Shows their headers.
	 */
	public function show_headers() {
		foreach ( $this->titles as $title ) {
			printf( '<th scope="col" class="tokenledger-number">%s</th>', esc_html( $title ) );
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
		}
		printf(
			'<td class="tokenledger-number tokenledger-cost">%s</td>',
			array_key_exists( 'cost', $figures ) ? TokenLedger_Cost::html( $figures['cost'] ) : '' // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
		);
	}
}
