#ifndef TOKENLEDGER_CCRYPTO_SHIM_H
#define TOKENLEDGER_CCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif
