<?php
/**
 * Names.
 *
 * @package TokenLedger
 */

defined( 'ABSPATH' ) || exit;

/**
 * What the assistants, pages and users of a ranking are called here. The names are as people wrote them: not escaped.
 */
final class TokenLedger_Names {

	/**
	 * The id by which the chatbot logs pages of other sites that embed it.
	 */
	const REMOTE_WIDGET = '999999';

	/**
	 * The name of one of them.
	 *
	 * @param string $kind `assistants`, `pages` or `users`.
	 * @param array  $row  Its `id` and the `name` that the tool found, which is the id when there is none.
	 * @return string
	 */
	public static function of( $kind, array $row ) {
		$id    = (string) $row['id'];
		$name  = (string) $row['name'];
		$known = self::groups( $kind );
		if ( isset( $known[ $id ] ) && ( $name === $id || self::REMOTE_WIDGET !== $id || 'Remote widget' === $name ) ) {
			return $known[ $id ];
		}
		if ( $name !== $id && '' !== $name ) {
			return $name;
		}
		/* translators: %s: id of a page */
		$page = __( 'Page %s, which is gone', 'tokenledger' );
		/* translators: %s: id of a user */
		$user = __( 'User %s, who is gone', 'tokenledger' );
		if ( 'assistants' === $kind ) {
			return $id;
		}
		return sprintf( 'pages' === $kind ? $page : $user, $id );
	}

	/**
	 * The name of a member of a dimension.
	 *
	 * @param string $by  The dimension.
	 * @param array  $row The member's `id` and `name`, as for a ranking.
	 * @return string
	 */
	public static function member( $by, array $row ) {
		$kinds = array(
			'assistant' => 'assistants',
			'page'      => 'pages',
			'user'      => 'users',
		);
		if ( isset( $kinds[ $by ] ) ) {
			return self::of( $kinds[ $by ], $row );
		}
		return 'model' === $by && '' === $row['id'] ? self::model( null, null ) : (string) $row['name'];
	}

	/**
	 * What those are called who are not named.
	 *
	 * @param int $count How many there are.
	 * @return string
	 */
	public static function others( $count ) {
		/* translators: %s: number of assistants, pages or users */
		return sprintf( _n( '%s other', '%s others', $count, 'tokenledger' ), number_format_i18n( $count ) );
	}

	/**
	 * The name of a model.
	 *
	 * @param string|null $platform Its platform; null when nobody knows which model it was.
	 * @param string|null $model    Its own name, likewise.
	 * @return string
	 */
	public static function model( $platform, $model ) {
		return null === $platform
			? __( 'Unknown model', 'tokenledger' )
			/* translators: 1: name of a model, 2: its platform */
			: sprintf( __( '%1$s (%2$s)', 'tokenledger' ), $model, $platform );
	}

	/**
	 * The ids that stand for no single assistant, page or user.
	 *
	 * @param string $kind `assistants`, `pages` or `users`.
	 * @return string[]
	 */
	private static function groups( $kind ) {
		$guests = __( 'Guests', 'tokenledger' );
		$groups = array(
			'assistants' => array( '' => __( 'No assistant', 'tokenledger' ) ),
			'pages'      => array(
				''                  => __( 'No page', 'tokenledger' ),
				self::REMOTE_WIDGET => __( 'Remote widget', 'tokenledger' ),
			),
			'users'      => array(
				''         => $guests,
				'0'        => $guests,
				'erased'   => __( 'Erased users', 'tokenledger' ),
				'everyone' => __( 'All users of old days', 'tokenledger' ),
			),
		);
		return $groups[ $kind ];
	}
}
