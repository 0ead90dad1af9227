<?php
/**
 * A summary at a glance.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows a `tokenledger.summary/2` as a few large figures.
 */
final class TokenLedger_Summary_View {

	/**
	 * Shows them.
	 *
	 * @param array    $summary   `tokenledger.summary/2`.
	 * @param string[] $spans     Which of `today`, `month` and `year`.
	 * @param bool     $with_cost Whether with what each of them cost.
	 */
	public static function show( array $summary, array $spans, $with_cost = false ) {
		$labels = self::labels();
		echo '<dl class="tokenledger-summary">';
		foreach ( $spans as $span ) {
			$current = $summary[ $span ]['current'];
			$change  = self::is_unknown( $summary, $span ) ? '' : TokenLedger_Comparison::html( $summary[ $span ]['compared'], $summary[ $span ]['previous'] );
			?>
			<div id="tokenledger-<?php echo esc_attr( $span ); ?>">
				<dt><?php echo esc_html( $labels[ $span ] ); ?></dt>
				<dd>
					<?php if ( self::is_unknown( $summary, $span ) ) : ?>
						<?php esc_html_e( 'not counted yet', 'tokenledger' ); ?>
					<?php else : ?>
						<strong><?php echo esc_html( number_format_i18n( $current['total_tokens'] ) ); ?></strong>
						<?php
						/* translators: %s: number of requests */
						echo esc_html( sprintf( _n( 'tokens in %s request', 'tokens in %s requests', $current['requests'], 'tokenledger' ), number_format_i18n( $current['requests'] ) ) );
						?>
					<?php endif; ?>
				</dd>
				<?php if ( $with_cost && ! self::is_unknown( $summary, $span ) ) : ?>
					<dd class="tokenledger-cost">
						<?php
						/* translators: %s: amount of money */
						printf( esc_html__( 'Cost: %s', 'tokenledger' ), TokenLedger_Cost::html( $current['cost'], true ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
						?>
					</dd>
				<?php endif; ?>
				<?php if ( '' !== $change ) : ?>
					<dd class="tokenledger-before"><?php echo $change; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there. ?></dd>
				<?php endif; ?>
			</div>
			<?php
		}
		echo '</dl>';
	}

	/**
	 * The spans of a summary and their names.
	 *
	 * @return string[]
	 */
	public static function labels() {
		return array(
			'today' => __( 'Today', 'tokenledger' ),
			'month' => __( 'This month', 'tokenledger' ),
			'year'  => __( 'This year', 'tokenledger' ),
		);
	}

	/**
	 * Whether no sync has reached a span yet, so that its 0 would not mean that nothing was used.
	 *
	 * @param array  $summary `tokenledger.summary/2`.
	 * @param string $span    `today`, `month` or `year`.
	 * @return bool
	 */
	public static function is_unknown( array $summary, $span ) {
		$until   = $summary['ledger_complete_until_local'];
		$current = $summary[ $span ]['current'];
		return null !== $until && substr( $until, 0, 10 ) < $current['from'] && 0 === $current['total_tokens'];
	}
}
