<?php
/**
 * The downloads.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Hands the tool's files on to the browser as they come, block by block. Nothing is kept, in memory or on disk.
 */
final class TokenLedger_Downloads {

	/**
	 * The action.
	 */
	const ACTION = 'tokenledger_download';

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_action( 'admin_post_' . self::ACTION, array( __CLASS__, 'download' ) );
		add_action( 'admin_post_nopriv_' . self::ACTION, array( __CLASS__, 'download' ) );
	}

	/**
	 * Sends a file, or a page that says why there is none.
	 */
	public static function download() {
		TokenLedger_Actions::demand( self::ACTION );
		// phpcs:ignore WordPress.Security.NonceVerification -- demanded just above.
		$query = wp_unslash( $_POST );
		$kind  = isset( $query['kind'] ) ? $query['kind'] : '';
		$span  = TokenLedger_Span::of( array_intersect_key( $query, array_flip( array( 'from', 'to' ) ) ) );
		if ( ! in_array( $kind, array( 'daily', 'raw' ), true ) ) {
			$span = TokenLedger_Problem::make( 'tokenledger_invalid', __( 'There is no such download.', 'tokenledger' ), '', 400 );
		}
		$outcome = is_wp_error( $span ) ? $span : self::send_export( 'raw' === $kind, $span );
		wp_die(
			esc_html( $outcome->get_error_message() . ' ' . TokenLedger_Problem::data( $outcome, 'advice' ) ),
			esc_html__( 'Download Token Usage Data', 'tokenledger' ),
			array(
				'response'  => (int) TokenLedger_Problem::data( $outcome, 'status' ),
				'back_link' => true,
			)
		);
	}

	/**
	 * Sends the "Download Token Usage Data" file and ends the request. It comes back only when not a byte could be sent.
	 *
	 * @param bool             $raw  The token rows instead of the days.
	 * @param TokenLedger_Span $span Whose days.
	 * @return WP_Error Why there is no file.
	 */
	public static function send_export( $raw, TokenLedger_Span $span ) {
		return self::send(
			$raw ? 'Raw-' : '',
			static function ( $begin ) use ( $raw, $span ) {
				return TokenLedger_Ledger::of()->export( $raw, $span, $begin );
			}
		);
	}

	/**
	 * Sends the file of some usage and ends the request. It comes back only when not a byte could be sent.
	 *
	 * @param TokenLedger_Usage_Query $usage Which usage.
	 * @return WP_Error Why there is no file.
	 */
	public static function send_usage( TokenLedger_Usage_Query $usage ) {
		$groups = $usage->dimensions ? $usage->dimensions : array_filter( array( $usage->span->period ) );
		return self::send(
			$groups ? 'By-' . ucwords( implode( '-', $groups ), '-' ) . '-' : '',
			static function ( $begin ) use ( $usage ) {
				return TokenLedger_Ledger::of()->send_usage( $usage, $begin );
			}
		);
	}

	/**
	 * Sends a file and ends the request. It comes back only when not a byte could be sent.
	 *
	 * @param string   $kind  What its name says of it.
	 * @param callable $write Writes it, calls what it is given before the first byte, and gives true or a WP_Error.
	 * @return WP_Error Why there is no file.
	 */
	private static function send( $kind, $write ) {
		if ( function_exists( 'set_time_limit' ) ) {
			set_time_limit( 0 );
		}
		// A visitor who goes away must not end PHP before it has ended the tool.
		ignore_user_abort( true );
		while ( ob_get_level() > 0 && ob_end_clean() ) {
			continue;
		}
		$begun   = false;
		$outcome = call_user_func(
			$write,
			static function () use ( &$begun, $kind ) {
				$begun = true;
				self::send_headers( $kind );
			}
		);
		if ( ! $begun ) {
			return $outcome;
		}
		if ( is_wp_error( $outcome ) && ! connection_aborted() ) {
			// The headers are gone, so the file cannot say it; the next page does.
			$text = __( 'The last download broke off: the file is not complete.', 'tokenledger' );
			TokenLedger_Actions::remember(
				TokenLedger_Problem::make( 'tokenledger_cut', $text, $outcome->get_error_message(), 500 )
			);
		}
		exit;
	}

	/**
	 * Sends the headers of a file.
	 *
	 * @param string $kind What its name says of it.
	 */
	private static function send_headers( $kind ) {
		// The tool's own file names, with the site's current day.
		$name = 'Chatbot-ChatGPT-Token-Usage-' . $kind . wp_date( 'Y-m-d' ) . '.csv';
		status_header( 200 );
		nocache_headers();
		header( 'Content-Type: text/csv; charset=utf-8' );
		header( 'Content-Disposition: attachment; filename="' . $name . '"' );
		header( 'X-Content-Type-Options: nosniff' );
		header( 'X-Accel-Buffering: no' );
	}
}
