<?php
/**
 * The REST API.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The tool's documents and its file over HTTP, for those who may manage the site.
 */
final class TokenLedger_Rest {

	/**
	 * The routes' namespace.
	 */
	const SPACE = 'tokenledger/v1';

	/**
	 * Registers the hooks.
	 */
	public static function register() {
		add_action( 'rest_api_init', array( __CLASS__, 'add_routes' ) );
	}

	/**
	 * Adds the routes.
	 */
	public static function add_routes() {
		$days  = array(
			'start' => self::day( __( 'The first day, as YYYY-MM-DD.', 'tokenledger' ) ),
			'end'   => self::day( __( 'The last day, as YYYY-MM-DD.', 'tokenledger' ) ),
		);
		$group = array(
			'group_by' => array(
				'description'       => __( 'What a row stands for; by default the site\'s Reporting Period.', 'tokenledger' ),
				'type'              => 'string',
				'enum'              => array_keys( TokenLedger_Span::PERIODS ),
				'validate_callback' => 'rest_validate_request_arg',
			),
		);
		self::add( '/usage', 'usage', $days + $group );
		self::add( '/summary', 'summary', array() );
		self::add( '/export\.csv', 'export', $days );
	}

	/**
	 * Whether the person may see the figures.
	 *
	 * @return true|WP_Error
	 */
	public static function may_read() {
		if ( current_user_can( 'manage_options' ) ) {
			return true;
		}
		return new WP_Error(
			'rest_forbidden',
			__( 'You are not allowed to see the token usage.', 'tokenledger' ),
			array( 'status' => rest_authorization_required_code() )
		);
	}

	/**
	 * Answers with the tokens of a span.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function usage( WP_REST_Request $request ) {
		$span = self::span( $request );
		return self::answer( is_wp_error( $span ) ? $span : TokenLedger_Ledger::of()->report( $span ) );
	}

	/**
	 * Answers with today, this month and this year.
	 *
	 * @return WP_REST_Response|WP_Error
	 */
	public static function summary() {
		return self::answer( TokenLedger_Ledger::of()->summary() );
	}

	/**
	 * Sends the "Download Token Usage Data" file, which ends the request.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_Error Why there is no file.
	 */
	public static function export( WP_REST_Request $request ) {
		$span = self::span( $request );
		return self::answer( is_wp_error( $span ) ? $span : TokenLedger_Downloads::send( false, $span ) );
	}

	/**
	 * Adds a route.
	 *
	 * @param string $route     The route.
	 * @param string $method    The method of this class that answers.
	 * @param array  $arguments What it takes.
	 */
	private static function add( $route, $method, array $arguments ) {
		register_rest_route(
			self::SPACE,
			$route,
			array(
				'methods'             => WP_REST_Server::READABLE,
				'callback'            => array( __CLASS__, $method ),
				'permission_callback' => array( __CLASS__, 'may_read' ),
				'args'                => $arguments,
			)
		);
	}

	/**
	 * An argument that is a day.
	 *
	 * @param string $description What it is for.
	 * @return array
	 */
	private static function day( $description ) {
		return array(
			'description'       => $description,
			'type'              => 'string',
			'format'            => 'date',
			'validate_callback' => static function ( $value ) {
				$span = TokenLedger_Span::of( array( 'from' => $value ) );
				return is_wp_error( $span ) ? new WP_Error( 'rest_invalid_param', $span->get_error_message() ) : true;
			},
		);
	}

	/**
	 * The span that a request asks for.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return TokenLedger_Span|WP_Error
	 */
	private static function span( WP_REST_Request $request ) {
		$group = $request->get_param( 'group_by' );
		return TokenLedger_Span::of(
			array(
				'period' => isset( TokenLedger_Span::PERIODS[ $group ] ) ? TokenLedger_Span::PERIODS[ $group ] : '',
				'from'   => (string) $request->get_param( 'start' ),
				'to'     => (string) $request->get_param( 'end' ),
			)
		);
	}

	/**
	 * An answer: the tool's document as it is, or an error that says what to do.
	 *
	 * @param array|WP_Error $outcome What there is.
	 * @return WP_REST_Response|WP_Error
	 */
	private static function answer( $outcome ) {
		if ( is_wp_error( $outcome ) ) {
			return $outcome;
		}
		$response = rest_ensure_response( $outcome );
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
	}
}
