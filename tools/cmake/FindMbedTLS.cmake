# Debian's mbedTLS ships neither a CMake package nor a pkg-config file.
# Defines MbedTLS::tls, MbedTLS::x509, MbedTLS::crypto and MbedTLS_VERSION.
find_path(MbedTLS_INCLUDE_DIR mbedtls/ssl.h)
foreach(part tls x509 crypto)
  find_library(MbedTLS_${part}_LIBRARY mbed${part})
endforeach()
if(MbedTLS_INCLUDE_DIR AND EXISTS "${MbedTLS_INCLUDE_DIR}/mbedtls/version.h")
  file(STRINGS "${MbedTLS_INCLUDE_DIR}/mbedtls/version.h" _line REGEX "define MBEDTLS_VERSION_STRING ")
  string(REGEX REPLACE ".*\"([0-9.]+)\".*" "\\1" MbedTLS_VERSION "${_line}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MbedTLS
  REQUIRED_VARS MbedTLS_tls_LIBRARY MbedTLS_x509_LIBRARY MbedTLS_crypto_LIBRARY MbedTLS_INCLUDE_DIR
  VERSION_VAR MbedTLS_VERSION)
if(MbedTLS_FOUND AND NOT TARGET MbedTLS::tls)
  foreach(part tls x509 crypto)
    add_library(MbedTLS::${part} UNKNOWN IMPORTED)
    set_target_properties(MbedTLS::${part} PROPERTIES
      IMPORTED_LOCATION "${MbedTLS_${part}_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${MbedTLS_INCLUDE_DIR}")
  endforeach()
  target_link_libraries(MbedTLS::x509 INTERFACE MbedTLS::crypto)
  target_link_libraries(MbedTLS::tls INTERFACE MbedTLS::x509)
endif()
mark_as_advanced(MbedTLS_INCLUDE_DIR MbedTLS_tls_LIBRARY MbedTLS_x509_LIBRARY MbedTLS_crypto_LIBRARY)
