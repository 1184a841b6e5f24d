/* An application for UEFI firmware that reads from an address that no processor has. */
#include <Uefi.h>

STATIC UINT32 __attribute__ ((noipa)) ReadFrom (volatile UINT32 *Place)
{
  return *Place;
}

EFI_STATUS EFIAPI UefiMain (IN EFI_HANDLE Image, IN EFI_SYSTEM_TABLE *SystemTable)
{
  /* Not canonical. */
  volatile UINT32 *Nowhere = (volatile UINT32 *)0x8000000000000000ull;
  return ReadFrom (Nowhere) == 0 ? EFI_SUCCESS : EFI_ABORTED;
}
