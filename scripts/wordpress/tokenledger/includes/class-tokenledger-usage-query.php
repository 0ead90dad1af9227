<?php
/**
 * Which usage is asked for.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * The tokens of a span by its periods, or by one or two dimensions: only words that the tool knows, and names to look for.
 */
final class TokenLedger_Usage_Query {

	/**
	 * What usage can be broken down by; the tool's own words.
	 */
	const DIMENSIONS = array( 'model', 'platform', 'assistant', 'page', 'user', 'hour', 'weekday', 'source' );

	/**
	 * The figures of a breakdown; the tool's own words.
	 */
	const MEASURES = array( 'total_tokens', 'prompt_tokens', 'completion_tokens', 'requests', 'tokens_per_request', 'cost', 'cost_per_request' );

	/**
	 * What the usage of a breakdown can be limited to, each by ids or names.
	 */
	const FILTERS = array( 'model', 'assistant', 'page', 'user_id' );

	/**
	 * The span.
	 *
	 * @var TokenLedger_Span
	 */
	public $span;

	/**
	 * The dimensions; none for the periods of the span.
	 *
	 * @var string[]
	 */
	public $dimensions = array();

	/**
	 * The figures; none for the tool's usual ones.
	 *
	 * @var string[]
	 */
	public $measures = array();

	/**
	 * What the usage is limited to, by the names of the filters.
	 *
	 * @var string[]
	 */
	public $filters = array();

	/**
	 * The usage that a request asks for.
	 *
	 * @param array $query `group_by` and `measure`, lists of words, `start` and `end`, and the filters, each a string. An
	 *                     empty filter means no assistant or no page; what is absent or null does not matter.
	 * @return self|WP_Error
	 */
	public static function of( array $query ) {
		$groups = isset( $query['group_by'] ) ? $query['group_by'] : array();
		$period = self::period( $groups );
		$usage  = new self();
		if ( '' === $period ) {
			$usage->dimensions = $groups;
		}
		$usage->measures = isset( $query['measure'] ) ? $query['measure'] : array();
		foreach ( self::FILTERS as $filter ) {
			if ( isset( $query[ $filter ] ) ) {
				$usage->filters[ $filter ] = $query[ $filter ];
			}
		}
		$refusal = $usage->refusal();
		if ( $refusal ) {
			return $refusal;
		}
		$usage->span = TokenLedger_Span::of(
			array(
				'period' => $period,
				'from'   => isset( $query['start'] ) ? $query['start'] : '',
				'to'     => isset( $query['end'] ) ? $query['end'] : '',
			)
		);
		return is_wp_error( $usage->span ) ? $usage->span : $usage;
	}

	/**
	 * The schema of the document that answers.
	 *
	 * @return string
	 */
	public function schema() {
		return $this->dimensions ? 'tokenledger.breakdown/1' : 'tokenledger.report/2';
	}

	/**
	 * The period that words stand for.
	 *
	 * @param string[] $groups The words.
	 * @return string One of the periods; '' when they are dimensions, or none.
	 */
	private static function period( array $groups ) {
		return 1 === count( $groups ) && isset( TokenLedger_Span::PERIODS[ $groups[0] ] ) ? TokenLedger_Span::PERIODS[ $groups[0] ] : '';
	}

	/**
	 * Why it cannot be asked.
	 *
	 * @return WP_Error|null Null when it can.
	 */
	private function refusal() {
		if ( count( $this->dimensions ) > 2 || array_diff( $this->dimensions, self::DIMENSIONS ) ) {
			return self::invalid(
				/* translators: 1: words such as day, week, 2: words such as model, page */
				sprintf( __( 'Group by one of %1$s, or by one or two of %2$s.', 'tokenledger' ), implode( ', ', array_keys( TokenLedger_Span::PERIODS ) ), implode( ', ', self::DIMENSIONS ) )
			);
		}
		if ( ! $this->dimensions && ( $this->measures || $this->filters ) ) {
			return self::invalid(
				/* translators: 1: words such as measure, model, 2: words such as model, page */
				sprintf( __( '%1$s go with a group_by of %2$s.', 'tokenledger' ), implode( ', ', array_merge( array( 'measure' ), self::FILTERS ) ), implode( ', ', self::DIMENSIONS ) )
			);
		}
		foreach ( $this->filters as $name => $value ) {
			if ( 1 !== preg_match( '/^[^\x00-\x1f\x7f]*$/uD', $value ) ) {
				/* translators: %s: name of an argument, such as model */
				return self::invalid( sprintf( __( '%s must be ids or names, without characters that cannot be seen.', 'tokenledger' ), $name ) );
			}
		}
		return null;
	}

	/**
	 * The problem that a request cannot be taken.
	 *
	 * @param string $message What is wrong.
	 * @return WP_Error
	 */
	private static function invalid( $message ) {
		return TokenLedger_Problem::make( 'tokenledger_invalid', $message, '', 400 );
	}
}
