<?php
/**
 * A summary at a glance.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows a `tokenledger.summary/1` as a few large figures.
 */
final class TokenLedger_Summary_View {

	/**
	 * Shows them.
	 *
	 * @param array    $summary `tokenledger.summary/1`.
	 * @param string[] $spans   Which of `today`, `month` and `year`.
	 */
	public static function show( array $summary, array $spans = array( 'today', 'month', 'year' ) ) {
		$labels = array(
			'today' => __( 'Today', 'tokenledger' ),
			'month' => __( 'This month', 'tokenledger' ),
			'year'  => __( 'This year', 'tokenledger' ),
		);
		echo '<dl class="tokenledger-summary">';
		foreach ( $spans as $span ) {
			$current  = $summary[ $span ]['current'];
			$previous = $summary[ $span ]['previous'];
			?>
			<div id="tokenledger-<?php echo esc_attr( $span ); ?>">
				<dt><?php echo esc_html( $labels[ $span ] ); ?></dt>
				<dd>
					<strong><?php echo esc_html( number_format_i18n( $current['total_tokens'] ) ); ?></strong>
					<?php
					/* translators: %s: number of requests */
					echo esc_html( sprintf( _n( 'tokens in %s request', 'tokens in %s requests', $current['requests'], 'tokenledger' ), number_format_i18n( $current['requests'] ) ) );
					?>
				</dd>
				<?php if ( $previous && $previous['recorded'] ) : ?>
					<dd class="tokenledger-before">
						<?php
						$text = $previous['from'] === $previous['to']
							/* translators: 1: number of tokens, 2: a day */
							? __( '%1$s on %2$s', 'tokenledger' )
							/* translators: 1: number of tokens, 2: first day, 3: last day */
							: __( '%1$s from %2$s to %3$s', 'tokenledger' );
						// phpcs:disable WordPress.Security.EscapeOutput -- the dates are escaped there.
						printf(
							esc_html( $text ),
							esc_html( number_format_i18n( $previous['total_tokens'] ) ),
							TokenLedger_Report_View::date( $previous['from'] ),
							TokenLedger_Report_View::date( $previous['to'] )
						);
						// phpcs:enable
						?>
					</dd>
				<?php endif; ?>
			</div>
			<?php
		}
		echo '</dl>';
	}
}
