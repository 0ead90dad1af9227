<?php
/**
 * How the ledger is kept up to date.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * When the last sync was, with the button for the next, and what brings the ledger up to date without it.
 */
final class TokenLedger_Upkeep {

	/**
	 * Shows how long ago the ledger was brought up to date, beside the button that does it at once.
	 *
	 * @param array|null $report `tokenledger.report/2`, when there is one.
	 */
	public static function show_bar( $report ) {
		echo '<div class="tokenledger-bar" id="tokenledger-bar">';
		$time = isset( $report['last_sync'] ) ? strtotime( $report['last_sync'] ) : false;
		if ( $time ) {
			printf(
				'<span class="description">%s</span>',
				sprintf(
					/* translators: %s: time span such as "2 minutes" */
					esc_html__( 'Updated %s ago', 'tokenledger' ),
					sprintf(
						'<time id="tokenledger-last-sync" datetime="%s" title="%s">%s</time>',
						esc_attr( gmdate( 'c', $time ) ),
						esc_attr( TokenLedger_Dates::moment( $report['last_sync_local'] ) ),
						esc_html( human_time_diff( $time ) )
					)
				)
			);
		}
		if ( TokenLedger_Ledger::can_run() ) {
			self::show_button();
		}
		echo '</div>';
	}

	/**
	 * Shows the part at the page's end.
	 *
	 * @param string[] $lines What is known of the ledger, in HTML that is fit to be shown.
	 */
	public static function show( array $lines ) {
		?>
		<section class="tokenledger-upkeep" id="tokenledger-upkeep" aria-labelledby="tokenledger-upkeep-title">
			<h2 id="tokenledger-upkeep-title"><?php esc_html_e( 'Keeping count', 'tokenledger' ); ?></h2>
			<?php
			foreach ( $lines as $line ) {
				echo wp_kses(
					"<p>$line</p>",
					array(
						'p'    => array(),
						'time' => array(
							'datetime' => true,
							'id'       => true,
						),
					)
				);
			}
			self::show_crontab();
			?>
			<p><a href="<?php echo esc_url( TokenLedger_Settings::url() ); ?>"><?php esc_html_e( 'Settings', 'tokenledger' ); ?></a></p>
		</section>
		<?php
	}

	/**
	 * When the ledger was last brought up to date.
	 *
	 * @param array $report `tokenledger.report/2`.
	 * @return string HTML.
	 */
	public static function last_sync( array $report ) {
		$time = isset( $report['last_sync'] ) ? strtotime( $report['last_sync'] ) : false;
		if ( ! $time ) {
			return esc_html__( 'The chatbot\'s log has not been counted yet.', 'tokenledger' );
		}
		return sprintf(
			/* translators: %s: date and time */
			esc_html__( 'Last brought up to date: %s.', 'tokenledger' ),
			esc_html( TokenLedger_Dates::moment( $report['last_sync_local'] ) )
		);
	}

	/**
	 * Since when the ledger has usage, whatever the chatbot has purged.
	 *
	 * @param array $report `tokenledger.report/2`.
	 * @return string HTML; empty when there is no usage.
	 */
	public static function since( array $report ) {
		if ( ! isset( $report['ledger_since'] ) ) {
			return '';
		}
		return sprintf(
			/* translators: %s: a day */
			esc_html__( 'The ledger begins on %s.', 'tokenledger' ),
			sprintf(
				'<time id="tokenledger-since" datetime="%s">%s</time>',
				esc_attr( $report['ledger_since'] ),
				esc_html( TokenLedger_Dates::day( $report['ledger_since'] ) )
			)
		);
	}

	/**
	 * That the ledger outlives the chatbot's log.
	 *
	 * @param array $summary `tokenledger.summary/2`.
	 * @return string HTML; empty when the chatbot keeps its log.
	 */
	public static function retention( array $summary ) {
		$days = isset( $summary['retention']['days_kept'] ) ? (int) $summary['retention']['days_kept'] : 0;
		/* translators: %s: number of days */
		$text = _n( 'The chatbot deletes its log after %s day; the ledger keeps what it counted.', 'The chatbot deletes its log after %s days; the ledger keeps what it counted.', $days, 'tokenledger' );
		return $days > 0 ? esc_html( sprintf( $text, number_format_i18n( $days ) ) ) : '';
	}

	/**
	 * Shows the button that syncs at once.
	 */
	private static function show_button() {
		?>
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" id="tokenledger-sync-form">
			<?php TokenLedger_Actions::show_fields( TokenLedger_Actions::SYNC ); ?>
			<button type="submit" id="tokenledger-sync" class="button"><?php esc_html_e( 'Sync now', 'tokenledger' ); ?></button>
		</form>
		<?php
	}

	/**
	 * Shows the line for the server's cron, where WordPress' own does not do it.
	 */
	private static function show_crontab() {
		if ( ! TokenLedger_Ledger::can_run() ) {
			self::show_line(
				__( 'PHP may not start programs here, so the server\'s cron has to. This line counts, and leaves the files that this page shows:', 'tokenledger' ),
				TokenLedger_Crontab::files()
			);
		} elseif ( defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON ) {
			self::show_line(
				__( 'WordPress\' own cron is switched off (DISABLE_WP_CRON). Unless the server calls wp-cron.php, put this line into its crontab:', 'tokenledger' ),
				TokenLedger_Crontab::sync()
			);
		}
	}

	/**
	 * Shows a line for the crontab.
	 *
	 * @param string $text What it is for.
	 * @param string $line The line.
	 */
	private static function show_line( $text, $line ) {
		printf(
			'<p id="tokenledger-crontab-text">%s</p><pre id="tokenledger-crontab" class="tokenledger-crontab" tabindex="0" role="region" aria-labelledby="tokenledger-crontab-text"><code>%s</code></pre>',
			esc_html( $text ),
			esc_html( $line )
		);
	}
}
