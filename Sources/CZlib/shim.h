#ifndef TOKENLEDGER_CZLIB_SHIM_H
#define TOKENLEDGER_CZLIB_SHIM_H

#include <zlib.h>

#endif
