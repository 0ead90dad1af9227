<?php
/**
 * The dashboard's widget.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Today, this month and what it cost, and the last seven days.
 */
final class TokenLedger_Widget {

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_action( 'wp_dashboard_setup', array( __CLASS__, 'add' ) );
	}

	/**
	 * Adds the widget for those who may see the page.
	 */
	public static function add() {
		if ( current_user_can( 'manage_options' ) ) {
			wp_add_dashboard_widget( 'tokenledger_widget', __( 'Token Usage', 'tokenledger' ), array( __CLASS__, 'show' ) );
		}
	}

	/**
	 * Shows the widget.
	 */
	public static function show() {
		$dashboard = TokenLedger_Ledger::of()->overview( TokenLedger_Span::of( array( 'period' => 'daily' ) ) );
		if ( is_wp_error( $dashboard ) ) {
			TokenLedger_Notices::error( $dashboard );
		} else {
			TokenLedger_Summary_View::show( $dashboard['summary'], array( 'today', 'month' ) );
			self::show_cost( $dashboard['summary'] );
			$note = TokenLedger_Report_View::incompleteness( $dashboard['summary'] );
			if ( '' !== $note ) {
				printf( '<p class="description tokenledger-note">%s</p>', esc_html( $note ) );
			}
			TokenLedger_Bars::show( $dashboard, 'tokenledger-widget-chart' );
		}
		printf( '<p><a href="%s">%s</a></p>', esc_url( TokenLedger_Page::url() ), esc_html__( 'All token usage', 'tokenledger' ) );
	}

	/**
	 * Shows what this month cost, how much of it that is, and where the prices are from.
	 *
	 * @param array $summary `tokenledger.summary/2`.
	 */
	private static function show_cost( array $summary ) {
		if ( TokenLedger_Summary_View::is_unknown( $summary, 'month' ) ) {
			return;
		}
		$cost     = $summary['month']['current']['cost'];
		$coverage = TokenLedger_Money::coverage( $cost );
		printf(
			'<p id="tokenledger-month-cost">%s%s</p>',
			/* translators: %s: amount of money with its currency, or – when it is not known */
			sprintf( esc_html__( 'Cost this month: %s', 'tokenledger' ), '<strong>' . TokenLedger_Cost::html( $cost, true ) . '</strong>' ), // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
			'' === $coverage ? '' : " ($coverage)" // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
		);
		if ( null !== $cost ) {
			printf( '<p class="description tokenledger-note tokenledger-cost-note">%s</p>', esc_html( TokenLedger_Cost::source( $cost ) ) );
		}
	}
}
