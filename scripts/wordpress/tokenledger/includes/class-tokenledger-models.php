<?php
/**
 * Which model was used.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * Declares which model answered, which the chatbot does not log, and takes a declaration back. The tool does it.
 */
final class TokenLedger_Models {

	/**
	 * The actions. The first is also the name under which what was typed is kept.
	 */
	const DECLARE   = 'tokenledger_declare_model';
	const UNDECLARE = 'tokenledger_undeclare_model';

	/**
	 * The fields of a declaration.
	 */
	const FIELDS = array( 'from', 'to', 'assistants', 'pages', 'platform', 'model' );

	/**
	 * Where the models that have a price are remembered, with the file of the tool that named them; for each blog, because an
	 * owner's prices are nobody else's to see.
	 */
	const CACHE = 'tokenledger_known_models';

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		foreach ( array( self::DECLARE => 'save', self::UNDECLARE => 'take_back' ) as $action => $method ) {
			add_action( 'admin_post_' . $action, array( __CLASS__, $method ) );
			add_action( 'admin_post_nopriv_' . $action, array( __CLASS__, $method ) );
		}
	}

	/**
	 * Declares a model, and goes back to the page.
	 */
	public static function save() {
		TokenLedger_Actions::demand( self::DECLARE );
		// phpcs:ignore WordPress.Security.NonceVerification -- demanded just above.
		$sent     = wp_unslash( $_POST );
		$usage    = TokenLedger_Model_Usage::of( $sent );
		$platform = TokenLedger_Model_Usage::text( $sent, 'platform' );
		$model    = TokenLedger_Model_Usage::text( $sent, 'model' );
		if ( '' === (string) $platform || '' === (string) $model ) {
			$usage = TokenLedger_Problem::make(
				'tokenledger_invalid',
				__( 'A platform and a model must be named, each in one line of at most 255 characters.', 'tokenledger' ),
				'',
				400
			);
		}
		$outcome = is_wp_error( $usage ) ? $usage : TokenLedger_Ledger::of()->declare_model( $usage, $platform, $model );
		if ( is_wp_error( $outcome ) ) {
			TokenLedger_Actions::keep( self::DECLARE, array_intersect_key( $sent, array_flip( self::FIELDS ) ) );
		}
		self::end( $outcome );
	}

	/**
	 * Takes a declaration back, and goes back to the page.
	 */
	public static function take_back() {
		TokenLedger_Actions::demand( self::UNDECLARE );
		// phpcs:ignore WordPress.Security.NonceVerification -- demanded just above.
		$usage   = TokenLedger_Model_Usage::of( wp_unslash( $_POST ) );
		$outcome = is_wp_error( $usage ) ? $usage : TokenLedger_Ledger::of()->undeclare_model( $usage );
		self::end( $outcome );
	}

	/**
	 * Goes back to the page, which shows what a declaration came to and what the tool warned of.
	 *
	 * @param array|WP_Error $outcome `tokenledger.models/2`, or a problem.
	 */
	private static function end( $outcome ) {
		if ( is_wp_error( $outcome ) ) {
			TokenLedger_Actions::end( $outcome );
		}
		TokenLedger_Actions::end( self::changed( $outcome ), $outcome['warnings'] );
	}

	/**
	 * The models that have a price.
	 *
	 * @return array[] `platform` and `model` of each; none when the tool cannot say.
	 */
	public static function known() {
		$file  = ( new TokenLedger_Tool() )->file();
		$known = get_transient( self::CACHE );
		if ( is_array( $known ) && isset( $known['file'], $known['models'] ) && $file === $known['file'] ) {
			return $known['models'];
		}
		$list = TokenLedger_Ledger::of()->prices( '', '' );
		if ( is_wp_error( $list ) ) {
			return array();
		}
		$models = array_map(
			static function ( $model ) {
				return array(
					'platform' => $model['platform'],
					'model'    => $model['model'],
				);
			},
			$list['models']
		);
		set_transient( self::CACHE, compact( 'file', 'models' ), DAY_IN_SECONDS );
		return $models;
	}

	/**
	 * What a declaration has changed.
	 *
	 * @param array $models `tokenledger.models/2`.
	 * @return string
	 */
	private static function changed( array $models ) {
		$changed = $models['relabelled'];
		if ( ! $changed || 0 === $changed['days'] ) {
			return __( 'It is noted. No usage so far has another model now.', 'tokenledger' );
		}
		/* translators: %s: number of tokens */
		$tokens = _n( '%s token', '%s tokens', $changed['total_tokens'], 'tokenledger' );
		/* translators: 1: number of tokens, such as "5 tokens", 2: number of days */
		$text = _n( '%1$s of %2$s day changed their model; no total has changed.', '%1$s of %2$s days changed their model; no total has changed.', $changed['days'], 'tokenledger' );
		return sprintf( $text, sprintf( $tokens, number_format_i18n( $changed['total_tokens'] ) ), number_format_i18n( $changed['days'] ) );
	}
}
