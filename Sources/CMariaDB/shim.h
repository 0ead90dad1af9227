#ifndef TOKENLEDGER_CMARIADB_SHIM_H
#define TOKENLEDGER_CMARIADB_SHIM_H

#include <stdarg.h>

#include <mysql.h>
#include <errmsg.h>
#include <mysqld_error.h>
#include <mysql/plugin_auth.h>

// From mysql/client_plugin.h, which Debian's package cannot compile: it includes a header that is not shipped.
#define MYSQL_CLIENT_AUTHENTICATION_PLUGIN 2
#define MYSQL_CLIENT_AUTHENTICATION_PLUGIN_INTERFACE_VERSION 0x0100

struct st_mysql_client_plugin_AUTHENTICATION {
  int type;
  unsigned int interface_version;
  const char *name;
  const char *author;
  const char *desc;
  unsigned int version[3];
  const char *license;
  void *mysql_api;
  int (*init)(char *, size_t, int, va_list);
  int (*deinit)(void);
  int (*options)(const char *option, const void *);
  int (*authenticate_user)(MYSQL_PLUGIN_VIO *vio, struct st_mysql *mysql);
};

#endif
