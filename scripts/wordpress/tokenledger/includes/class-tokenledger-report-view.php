<?php
/**
 * A report as tables.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows the `tokenledger.report/2` of a dashboard.
 */
final class TokenLedger_Report_View {

	/**
	 * The report.
	 *
	 * @var array
	 */
	private $report;

	/**
	 * What it warns of.
	 *
	 * @var string[]
	 */
	private $warnings;

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
	 * Those of tables with little room.
	 *
	 * @var TokenLedger_Figures
	 */
	private $brief_columns;

	/**
	 * Makes the view.
	 *
	 * @param array    $dashboard `tokenledger.dashboard/1`.
	 * @param string[] $told      The warnings that are shown elsewhere on the page.
	 */
	public function __construct( array $dashboard, array $told ) {
		$this->report        = $dashboard['report'];
		$this->warnings      = array_diff( $this->report['warnings'], $told );
		$this->gaps          = new TokenLedger_Gaps( $dashboard );
		$cost                = $this->report['totals']['cost'];
		$this->columns       = new TokenLedger_Figures( $dashboard['measures'], $cost );
		$this->brief_columns = new TokenLedger_Figures( $dashboard['measures'], $cost, true, $this->report['totals']['total_tokens'] );
	}

	/**
	 * Shows how the usage has changed, and against which days.
	 */
	public function show_change() {
		$change = TokenLedger_Comparison::html( $this->report['compared'], $this->report['previous'] );
		if ( '' !== $change ) {
			printf( '<p id="tokenledger-change" class="tokenledger-lead">%s</p>', $change ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
		}
	}

	/**
	 * Shows the table of periods, with the totals and those of the span before.
	 */
	public function show_table() {
		$labels  = TokenLedger_Span::labels();
		$period  = isset( $labels[ $this->report['period'] ] ) ? $labels[ $this->report['period'] ] : $this->report['period'];
		$partial = false;
		?>
		<div class="tokenledger-scroll" role="region" tabindex="0" aria-labelledby="tokenledger-usage-caption">
			<table id="tokenledger-usage" class="widefat striped tokenledger-usage">
				<caption id="tokenledger-usage-caption">
					<?php
					/* translators: 1: Daily, Weekly, Monthly or Yearly, 2: first day, 3: last day */
					printf( '<span>%s</span>', esc_html( sprintf( __( '%1$s token usage from %2$s to %3$s', 'tokenledger' ), $period, TokenLedger_Dates::day( $this->report['from'] ), TokenLedger_Dates::day( $this->report['to'] ) ) ) );
					?>
				</caption>
				<thead>
					<tr>
						<th scope="col"><?php esc_html_e( 'Date', 'tokenledger' ); ?></th>
						<?php $this->columns->show_headers(); ?>
					</tr>
				</thead>
				<tbody>
					<?php foreach ( $this->report['rows'] as $row ) : ?>
						<tr>
							<?php
							$partial = $partial || ! $row['complete'];
							printf(
								'<th scope="row">%s%s</th>',
								TokenLedger_Dates::period_html( $row['period'], $this->report['period'] ), // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
								$row['complete'] ? '' : ' <span class="tokenledger-partial">' . esc_html__( 'partial', 'tokenledger' ) . '</span>'
							);
							$this->columns->show_cells( $row );
							?>
						</tr>
					<?php endforeach; ?>
				</tbody>
				<tfoot>
					<tr id="tokenledger-total" class="tokenledger-total">
						<th scope="row"><?php esc_html_e( 'Total', 'tokenledger' ); ?></th>
						<?php $this->columns->show_cells( $this->report['totals'] ); ?>
					</tr>
					<?php $this->show_previous(); ?>
				</tfoot>
			</table>
		</div>
		<?php
		TokenLedger_Cost::show_notes( $this->report['totals'], $this->gaps );
		$this->show_notes( $partial );
	}

	/**
	 * Shows who used most.
	 */
	public function show_rankings() {
		if ( empty( $this->report['top'] ) ) {
			return;
		}
		$captions = array(
			'assistants' => __( 'Top assistants', 'tokenledger' ),
			'pages'      => __( 'Top pages', 'tokenledger' ),
			'users'      => __( 'Top users', 'tokenledger' ),
		);
		echo '<div class="tokenledger-rankings">';
		foreach ( $captions as $kind => $caption ) {
			if ( isset( $this->report['top'][ $kind ] ) ) {
				$this->show_ranking( $kind, $caption, $this->report['top'][ $kind ] );
			}
		}
		echo '</div>';
	}

	/**
	 * A note about figures that are not complete.
	 *
	 * @param array $summary `tokenledger.summary/2`.
	 * @return string Empty when all days that are over are counted.
	 */
	public static function incompleteness( array $summary ) {
		$until = $summary['ledger_complete_until_local'];
		if ( null === $until ) {
			return __( 'No sync has reached the end of the chatbot\'s log yet: all figures may be too low.', 'tokenledger' );
		}
		if ( substr( $until, 0, 10 ) >= $summary['as_of'] ) {
			return '';
		}
		/* translators: %s: date and time */
		return sprintf( __( 'Complete until %s: what was logged since is not counted yet.', 'tokenledger' ), TokenLedger_Dates::moment( $until ) );
	}

	/**
	 * Shows the span before, which the totals are to be seen against.
	 */
	private function show_previous() {
		$previous = $this->report['previous'];
		if ( ! $previous ) {
			return;
		}
		?>
		<tr id="tokenledger-previous" class="tokenledger-previous">
			<th scope="row">
				<?php
				/* translators: %s: days, such as "October 1, 2026 to October 21, 2026" */
				printf( esc_html__( 'Before: %s', 'tokenledger' ), TokenLedger_Comparison::days( $previous ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
				?>
			</th>
			<?php if ( $previous['recorded'] ) : ?>
				<?php $this->columns->show_cells( $previous ); ?>
			<?php else : ?>
				<td colspan="<?php echo (int) $this->columns->count(); ?>"><?php esc_html_e( 'before the ledger began', 'tokenledger' ); ?></td>
			<?php endif; ?>
		</tr>
		<?php
	}

	/**
	 * Shows what there is to know of the figures.
	 *
	 * @param bool $partial Whether a period is partial.
	 */
	private function show_notes( $partial ) {
		$notes = array_merge( $this->report['notes'], $this->warnings );
		if ( $partial ) {
			array_unshift( $notes, __( 'Partial: still running, not fully counted, begun before the ledger, or cut short by the days chosen.', 'tokenledger' ) );
		}
		TokenLedger_Notices::notes( $notes );
	}

	/**
	 * Shows one ranking.
	 *
	 * @param string $kind    `assistants`, `pages` or `users`.
	 * @param string $caption What it is called.
	 * @param array  $ranking The ranking.
	 */
	private function show_ranking( $kind, $caption, array $ranking ) {
		?>
		<div class="tokenledger-scroll" role="region" tabindex="0" aria-labelledby="tokenledger-top-<?php echo esc_attr( $kind ); ?>-caption">
		<table id="tokenledger-top-<?php echo esc_attr( $kind ); ?>" class="widefat striped tokenledger-ranking">
			<caption id="tokenledger-top-<?php echo esc_attr( $kind ); ?>-caption"><span><?php echo esc_html( $caption ); ?></span></caption>
			<thead>
				<tr>
					<th scope="col"><?php esc_html_e( 'Name', 'tokenledger' ); ?></th>
					<?php $this->brief_columns->show_headers(); ?>
				</tr>
			</thead>
			<tbody>
				<?php
				foreach ( $ranking['largest'] as $row ) {
					$this->show_ranked( TokenLedger_Notices::text( TokenLedger_Names::of( $kind, $row ) ), $row );
				}
				if ( ! $ranking['largest'] ) {
					printf( '<tr><td colspan="%d">%s</td></tr>', $this->brief_columns->count() + 1, esc_html__( 'No usage in these days', 'tokenledger' ) );
				}
				if ( $ranking['other_count'] > 0 ) {
					$this->show_ranked( esc_html( TokenLedger_Names::others( $ranking['other_count'] ) ), $ranking['other'] );
				}
				?>
			</tbody>
		</table>
		</div>
		<?php
	}

	/**
	 * Shows a line of a ranking.
	 *
	 * @param string $name  Who, escaped.
	 * @param array  $count The figures.
	 */
	private function show_ranked( $name, array $count ) {
		printf( '<tr><th scope="row">%s</th>', $name ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped by the caller.
		$this->brief_columns->show_cells( $count );
		echo '</tr>';
	}
}
