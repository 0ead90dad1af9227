<?php
/**
 * What has no price.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * What of a dashboard's days has no price, and whose part it is to mend that: usage of unknown model needs to be told its
 * model, a known model that is not in the price list needs a price.
 */
final class TokenLedger_Gaps {

	/**
	 * The models with usage that has no price: `platform` and `model`, both null for usage of unknown model, and
	 * `total_tokens` of each.
	 *
	 * @var array[]
	 */
	public $models;

	/**
	 * The models some of whose output is not known: `platform` and `model` of each.
	 *
	 * @var array[]
	 */
	private $without_output;

	/**
	 * Reads them.
	 *
	 * @param array $dashboard `tokenledger.dashboard/1`.
	 */
	public function __construct( array $dashboard ) {
		$this->models         = $dashboard['unpriced_models'];
		$this->without_output = $dashboard['models_without_output'];
	}

	/**
	 * Whether some usage is of unknown model.
	 *
	 * @return bool
	 */
	public function has_unknown() {
		return array() !== wp_list_filter( $this->models, array( 'platform' => null ) );
	}

	/**
	 * The tokens of unknown model: 0 where its answers have no Total Tokens row.
	 *
	 * @return int
	 */
	public function unknown_tokens() {
		return array_sum( array_column( wp_list_filter( $this->models, array( 'platform' => null ) ), 'total_tokens' ) );
	}

	/**
	 * The known models whose price nobody has told. One whose output is not known may have a price.
	 *
	 * @return array[]
	 */
	public function unlisted() {
		$without_output = $this->without_output;
		return array_filter(
			wp_list_filter( $this->models, array( 'platform' => null ), 'NOT' ),
			static function ( $model ) use ( $without_output ) {
				return ! in_array( array_intersect_key( $model, array_flip( array( 'platform', 'model' ) ) ), $without_output, true );
			}
		);
	}
}
