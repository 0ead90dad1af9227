<?php
/**
 * How the ledger is kept up to date.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The part of the page that says when the last sync was, has the button for the next, and the lines for cron.
 */
final class TokenLedger_Upkeep {

	/**
	 * Shows it.
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
			if ( TokenLedger_Ledger::can_run() ) {
				self::show_button();
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
			/* translators: 1: date and time, 2: time span such as "2 minutes" */
			esc_html__( 'Last brought up to date: %1$s, %2$s ago.', 'tokenledger' ),
			sprintf(
				'<time id="tokenledger-last-sync" datetime="%s">%s</time>',
				esc_attr( gmdate( 'c', $time ) ),
				esc_html( wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $time ) )
			),
			esc_html( human_time_diff( $time ) )
		);
	}

	/**
	 * Since when the ledger has usage, whatever the chatbot has purged.
	 *
	 * @param array $report `tokenledger.report/2`.
	 * @return string HTML; empty when there is no usage.
	 */
	public static function since( array $report ) {
		$day = isset( $report['ledger_since'] ) ? date_create_immutable( $report['ledger_since'], wp_timezone() ) : false;
		if ( ! $day ) {
			return '';
		}
		return sprintf(
			/* translators: %s: a day */
			esc_html__( 'The ledger begins on %s.', 'tokenledger' ),
			sprintf(
				'<time id="tokenledger-since" datetime="%s">%s</time>',
				esc_attr( $day->format( 'Y-m-d' ) ),
				esc_html( wp_date( get_option( 'date_format' ), $day->getTimestamp() ) )
			)
		);
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
