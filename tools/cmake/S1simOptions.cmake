# Compiler settings that every target shares, as one interface library.
option(S1SIM_WERROR "Warnings are errors" ON)
set(S1SIM_SANITIZE "" CACHE STRING "Sanitizers for every target: address, undefined, thread (comma separated)")
option(S1SIM_FUZZ "Build the fuzz targets with libFuzzer (clang only)" OFF)

add_library(s1sim_options INTERFACE)
target_include_directories(s1sim_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(s1sim_options INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_compile_options(s1sim_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  $<$<BOOL:${S1SIM_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees uninitialised, overlong and overlapping accesses inside std::variant, std::vector and std::string when it optimises; ASan and UBSan
  # look for the real ones. Batches of sources make what is local to a file look as if it stood in a header.
  target_compile_options(s1sim_options INTERFACE
    -Wno-maybe-uninitialized -Wno-stringop-overread -Wno-stringop-overflow -Wno-restrict -Wno-subobject-linkage)
endif()
if(S1SIM_SANITIZE)
  target_compile_options(s1sim_options INTERFACE -fsanitize=${S1SIM_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(s1sim_options INTERFACE -fsanitize=${S1SIM_SANITIZE})
  if(S1SIM_SANITIZE MATCHES "thread")
    # GCC's ThreadSanitizer does not model atomic fences (-Wtsan).
    target_compile_definitions(s1sim_options INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

find_program(S1SIM_CCACHE ccache)
if(S1SIM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${S1SIM_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${S1SIM_CCACHE}")
endif()
