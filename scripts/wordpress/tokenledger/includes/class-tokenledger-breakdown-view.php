<?php
/**
 * A breakdown as a chart and a table.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows the `tokenledger.breakdown/1` of a dashboard: who or what used most, and all of it together.
 */
final class TokenLedger_Breakdown_View {

	/**
	 * The breakdown.
	 *
	 * @var array
	 */
	private $breakdown;

	/**
	 * What it warns of.
	 *
	 * @var string[]
	 */
	private $warnings;

	/**
	 * The chart of its shares as SVG; null when there is none.
	 *
	 * @var string|null
	 */
	private $chart;

	/**
	 * The dimension.
	 *
	 * @var string
	 */
	private $by;

	/**
	 * What has no price.
	 *
	 * @var TokenLedger_Gaps
	 */
	private $gaps;

	/**
	 * The columns of its figures.
	 *
	 * @var TokenLedger_Figures
	 */
	private $columns;

	/**
	 * Makes the view.
	 *
	 * @param array    $dashboard `tokenledger.dashboard/1` with a breakdown.
	 * @param string   $by        Its dimension.
	 * @param string[] $told      The warnings that are shown elsewhere on the page.
	 */
	public function __construct( array $dashboard, $by, array $told ) {
		$this->breakdown = $dashboard['breakdown'];
		$this->warnings  = array_diff( $this->breakdown['warnings'], $told );
		$this->chart     = isset( $dashboard['share_chart'] ) ? $dashboard['share_chart'] : null;
		$this->by        = $by;
		$this->gaps      = new TokenLedger_Gaps( $dashboard );
		$this->columns   = new TokenLedger_Figures( $dashboard['measures'], $this->breakdown['totals']['cost'] );
	}

	/**
	 * Shows the chart and the table.
	 */
	public function show() {
		if ( null !== $this->chart ) {
			TokenLedger_Chart::show_svg( $this->chart, 'tokenledger-shares', $this->breakdown['totals'] );
		}
		$this->show_table();
		TokenLedger_Cost::show_notes( $this->breakdown['totals'], $this->gaps );
		TokenLedger_Notices::notes( array_merge( $this->breakdown['notes'], $this->warnings ) );
	}

	/**
	 * Shows the table: a row a member, the others together, and the totals.
	 */
	private function show_table() {
		$label = TokenLedger_Span::dimensions()[ $this->by ];
		$all   = $this->breakdown;
		?>
		<div class="tokenledger-scroll" role="region" tabindex="0" aria-labelledby="tokenledger-breakdown-caption">
			<table id="tokenledger-breakdown" class="widefat striped tokenledger-usage">
				<caption id="tokenledger-breakdown-caption">
					<?php
					/* translators: 1: Model, Assistant, Page, User or Hour, 2: first day, 3: last day */
					printf( '<span>%s</span>', esc_html( sprintf( __( '%1$s: token usage from %2$s to %3$s', 'tokenledger' ), $label, TokenLedger_Dates::day( $all['from'] ), TokenLedger_Dates::day( $all['to'] ) ) ) );
					?>
				</caption>
				<thead>
					<tr>
						<th scope="col"><?php echo esc_html( $label ); ?></th>
						<?php $this->columns->show_headers(); ?>
					</tr>
				</thead>
				<tbody>
					<?php
					foreach ( $all['rows'] as $row ) {
						$this->show_row( TokenLedger_Notices::text( TokenLedger_Names::member( $this->by, $row[ $this->by ] ) ), $row );
					}
					if ( ! $all['rows'] ) {
						printf( '<tr><td colspan="%d">%s</td></tr>', (int) $this->columns->count() + 1, esc_html__( 'No usage in these days', 'tokenledger' ) );
					}
					if ( $all['other_count'] > 0 ) {
						$this->show_row( esc_html( TokenLedger_Names::others( $all['other_count'] ) ), $all['other'] );
					}
					?>
				</tbody>
				<tfoot>
					<tr id="tokenledger-total" class="tokenledger-total">
						<th scope="row"><?php esc_html_e( 'Total', 'tokenledger' ); ?></th>
						<?php $this->columns->show_cells( $all['totals'] ); ?>
					</tr>
				</tfoot>
			</table>
		</div>
		<?php
	}

	/**
	 * Shows a row.
	 *
	 * @param string $name    Whose, escaped.
	 * @param array  $figures The figures.
	 */
	private function show_row( $name, array $figures ) {
		printf( '<tr><th scope="row">%s</th>', $name ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped by the caller.
		$this->columns->show_cells( $figures );
		echo '</tr>';
	}
}
