#ifndef TOKENLEDGER_CMARIADB_SHIM_H
#define TOKENLEDGER_CMARIADB_SHIM_H

#include <mysql.h>
#include <errmsg.h>
#include <mysqld_error.h>

#endif
