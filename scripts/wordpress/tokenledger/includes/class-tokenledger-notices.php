<?php
/**
 * Notices.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows what the owner should know. What it is given is plain text: all of it is escaped here.
 */
final class TokenLedger_Notices {

	/**
	 * Shows a problem: what happened, what the tool said of it, and what to do.
	 *
	 * @param WP_Error $error A problem.
	 */
	public static function error( WP_Error $error ) {
		self::show(
			TokenLedger_Problem::is_quiet( $error ) ? 'info' : 'error',
			$error->get_error_message(),
			(string) TokenLedger_Problem::data( $error, 'advice' ),
			(string) TokenLedger_Problem::data( $error, 'detail' )
		);
	}

	/**
	 * Shows one notice.
	 *
	 * @param string $kind    `error`, `warning`, `success` or `info`.
	 * @param string $message What there is to know.
	 * @param string $advice  What to do.
	 * @param string $detail  The tool's own words.
	 */
	public static function show( $kind, $message, $advice = '', $detail = '' ) {
		printf(
			'<div class="notice notice-%1$s inline tokenledger-notice" role="%2$s"><p><strong>%3$s</strong>%4$s</p>%5$s</div>',
			esc_attr( $kind ),
			'error' === $kind ? 'alert' : 'status',
			self::text( $message ), // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
			'' === $advice ? '' : ' ' . self::text( $advice ), // phpcs:ignore WordPress.Security.EscapeOutput
			'' === $detail ? '' : '<p><code>' . self::text( $detail ) . '</code></p>' // phpcs:ignore WordPress.Security.EscapeOutput
		);
	}

	/**
	 * Shows a warning that the person may dismiss.
	 *
	 * @param string $key     Its key.
	 * @param string $title   What it is about.
	 * @param string $message What there is to know.
	 * @param string $advice  What to do.
	 */
	public static function show_dismissible( $key, $title, $message, $advice = '' ) {
		printf(
			'<div class="notice notice-warning inline tokenledger-notice tokenledger-dismissible" role="status"><p><strong>%1$s</strong>%2$s</p>',
			self::text( $message ), // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
			'' === $advice ? '' : ' ' . self::text( $advice ) // phpcs:ignore WordPress.Security.EscapeOutput
		);
		TokenLedger_Dismissals::show_button( $key, $title );
		echo '</div>';
	}

	/**
	 * Shows notes on figures below them.
	 *
	 * @param string[] $notes The notes.
	 */
	public static function notes( array $notes ) {
		foreach ( $notes as $note ) {
			printf( '<p class="description tokenledger-note">%s</p>', self::text( $note ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped there.
		}
	}

	/**
	 * A text that stays within itself: neither markup nor marks of direction reach what is around it.
	 *
	 * @param string $text A text.
	 * @return string
	 */
	public static function text( $text ) {
		return '<bdi>' . esc_html( self::plain( $text ) ) . '</bdi>';
	}

	/**
	 * A text without what controls how it is shown.
	 *
	 * @param string $text A text.
	 * @return string Not escaped.
	 */
	public static function plain( $text ) {
		// Overrides and embeddings have no place in a line; ordinary right-to-left letters do.
		return (string) preg_replace( '/[\x{202A}-\x{202E}\x{2066}-\x{2069}]|[\x00-\x08\x0B-\x1F\x7F]/u', '', (string) $text );
	}

	/**
	 * A sign, with its words for those who hear the page.
	 *
	 * @param string $sign The sign.
	 * @param string $word What it means.
	 * @return string HTML.
	 */
	public static function sign( $sign, $word ) {
		return sprintf( '<span aria-hidden="true">%s</span><span class="screen-reader-text">%s</span>', esc_html( $sign ), esc_html( $word ) );
	}
}
