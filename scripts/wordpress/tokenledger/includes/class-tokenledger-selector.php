<?php
/**
 * What chooses which usage is shown.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows the choices of a period, of what the usage is broken down by, and of days. Each keeps what the others say; days that
 * are often asked for come with the period that shows them best.
 */
final class TokenLedger_Selector {

	/**
	 * Shows them.
	 *
	 * @param string           $period The period that is shown.
	 * @param TokenLedger_Span $span   The span.
	 */
	public static function show( $period, TokenLedger_Span $span ) {
		$asked = array( 'period' => $period ) + $span->query();
		echo '<div class="tokenledger-selector">';
		self::show_links( 'period', __( 'Period', 'tokenledger' ), TokenLedger_Span::labels(), $asked );
		// Cron's files hold no breakdowns, and only each period's usual days.
		if ( TokenLedger_Ledger::can_run() ) {
			self::show_links( 'by', __( 'By', 'tokenledger' ), array( '' => __( 'Date', 'tokenledger' ) ) + TokenLedger_Span::dimensions(), $asked );
			self::show_quick( $span );
		}
		self::show_days( $span, array_diff_key( $asked, array_flip( array( 'from', 'to' ) ) ) );
		echo '</div>';
	}

	/**
	 * Shows the choices for one part of a span.
	 *
	 * @param string   $name   The part: `period` or `by`.
	 * @param string   $label  What it is called.
	 * @param string[] $labels What its values are called.
	 * @param string[] $asked  The part of the page's address that asks for the span.
	 */
	private static function show_links( $name, $label, array $labels, array $asked ) {
		$present = isset( $asked[ $name ] ) ? $asked[ $name ] : '';
		printf(
			'<nav class="button-group" id="tokenledger-%1$s" aria-label="%2$s"><span class="tokenledger-selector-label" aria-hidden="true">%3$s</span>',
			'by' === $name ? 'by' : 'periods',
			esc_attr( $label ),
			esc_html( $label )
		);
		foreach ( $labels as $value => $text ) {
			self::show_link( "tokenledger-$name-" . ( '' === $value ? 'date' : $value ), $text, array( $name => $value ) + $asked, $value === $present );
		}
		echo '</nav>';
	}

	/**
	 * Shows the choice of days that are often asked for.
	 *
	 * @param TokenLedger_Span $span The span.
	 */
	private static function show_quick( TokenLedger_Span $span ) {
		$label = __( 'Days', 'tokenledger' );
		printf(
			'<nav class="button-group" id="tokenledger-quick" aria-label="%s"><span class="tokenledger-selector-label" aria-hidden="true">%s</span>',
			esc_attr( $label ),
			esc_html( $label )
		);
		foreach ( TokenLedger_Span::quick( wp_date( 'Y-m-d' ) ) as $name => $quick ) {
			$present = $quick['from'] === $span->from && $quick['to'] === $span->to;
			$asked   = array_filter( array( 'by' => $span->by ) ) + array_intersect_key( $quick, array_flip( array( 'period', 'from', 'to' ) ) );
			self::show_link( "tokenledger-quick-$name", $quick['label'], $asked, $present );
		}
		echo '</nav>';
	}

	/**
	 * Shows one choice.
	 *
	 * @param string   $id      The link's id.
	 * @param string   $text    What it is called.
	 * @param string[] $asked   The part of the page's address that asks for it.
	 * @param bool     $present Whether it is what is shown.
	 */
	private static function show_link( $id, $text, array $asked, $present ) {
		printf(
			'<a id="%1$s" class="button%2$s" href="%3$s"%4$s>%5$s</a>',
			esc_attr( $id ),
			$present ? ' active' : '',
			esc_url( self::url( $asked ) ),
			$present ? ' aria-current="page"' : '',
			esc_html( $text )
		);
	}

	/**
	 * Shows the choice of days.
	 *
	 * @param TokenLedger_Span $span  The span.
	 * @param string[]         $asked The part of the page's address that asks for all but its days.
	 */
	private static function show_days( TokenLedger_Span $span, array $asked ) {
		?>
		<form method="get" action="<?php echo esc_url( TokenLedger_Page::url() ); ?>" id="tokenledger-days" class="tokenledger-days">
			<?php foreach ( array( 'page' => TokenLedger_Page::SLUG ) + $asked as $name => $value ) : ?>
				<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
			<?php endforeach; ?>
			<span class="tokenledger-field">
				<label for="tokenledger-from"><?php esc_html_e( 'From', 'tokenledger' ); ?></label>
				<input type="date" id="tokenledger-from" name="from" min="2000-01-01" max="2099-12-31" value="<?php echo esc_attr( $span->from ); ?>">
			</span>
			<span class="tokenledger-field">
				<label for="tokenledger-to"><?php esc_html_e( 'to', 'tokenledger' ); ?></label>
				<input type="date" id="tokenledger-to" name="to" min="2000-01-01" max="2099-12-31" value="<?php echo esc_attr( $span->to ); ?>">
			</span>
			<button type="submit" id="tokenledger-show" class="button"><?php esc_html_e( 'Show', 'tokenledger' ); ?></button>
			<?php if ( $span->has_days() ) : ?>
				<a id="tokenledger-reset" href="<?php echo esc_url( self::url( $asked ) ); ?>"><?php esc_html_e( 'Usual days', 'tokenledger' ); ?></a>
			<?php endif; ?>
		</form>
		<?php
	}

	/**
	 * The page's address with a choice.
	 *
	 * @param string[] $asked The choice.
	 * @return string Not escaped.
	 */
	private static function url( array $asked ) {
		return add_query_arg( array_filter( $asked, 'strlen' ), TokenLedger_Page::url() );
	}
}
