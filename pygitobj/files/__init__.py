"""One open file each: mapped, packed, loose."""
