# What is installed, and where: the same for `cmake --install` and for the Debian package.
include(GNUInstallDirs)

# compressed(INPUT OUTPUT): a .gz that is the same for the same input.
set(compressed_files "")
function(compressed input output)
  set(out ${CMAKE_BINARY_DIR}/compressed/${output})
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/compressed)
  add_custom_command(OUTPUT ${out} COMMAND gzip -9nc ${CMAKE_SOURCE_DIR}/${input} > ${out}
                     DEPENDS ${CMAKE_SOURCE_DIR}/${input} VERBATIM)
  set(compressed_files ${compressed_files} ${out} PARENT_SCOPE)
endfunction()
compressed(docs/man/nameward.1 nameward.1.gz)
compressed(docs/man/nameward.toml.5 nameward.toml.5.gz)
compressed(packaging/debian/changelog changelog.gz)
add_custom_target(documents ALL DEPENDS ${compressed_files})

install(TARGETS nameward RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_BINARY_DIR}/compressed/nameward.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${CMAKE_BINARY_DIR}/compressed/nameward.toml.5.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES packaging/nameward.bash-completion DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME nameward)
install(FILES systemd/nameward.sysusers DESTINATION lib/sysusers.d RENAME nameward.conf)
configure_file(cmake/install_by_prefix.cmake.in ${CMAKE_BINARY_DIR}/install_by_prefix.cmake @ONLY)
install(SCRIPT ${CMAKE_BINARY_DIR}/install_by_prefix.cmake)
