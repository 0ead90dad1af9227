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
